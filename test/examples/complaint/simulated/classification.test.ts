import { classify } from '../../../../examples/complaint/simulated/classification';

describe('the simulated classifier', () => {
  it.each([
    ['You will hear from my lawyer.', 'legal_threat'],
    ['I will not hesitate to take legal action.', 'legal_threat'],
    ['If I do not get my money, I will sue you.', 'legal_threat'],
    ['Voy a hablar con mi abogado.', 'legal_threat'],
    ['Sie hören von meinem Anwalt.', 'legal_threat'],
    ['Je vais saisir mon avocat.', 'legal_threat'],
    ['I do not want to involve a lawyer. My mug is broken.', 'ordinary'],
    ['The glasses were a gift for my lawyer and two were broken.', 'ordinary'],
    ['My racket never came. I need it for the tennis court. Regards, Sue', 'ordinary'],
    ['We boost your traffic with backlinks.', 'spam'],
    ['Congratulations, you have won! Claim your prize: http://x.example', 'spam'],
    ['Two glasses are broken, photos at https://img.example/1 or on WhatsApp.', 'ordinary'],
    ['You are all idiots and your shop is a scam.', 'ordinary'],
  ])('calls %j %s', (message, label) => {
    expect(classify(message).label).toBe(label);
  });
});
