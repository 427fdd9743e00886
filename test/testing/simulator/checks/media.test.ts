/** Files in a request, checked as the API does: by their bytes, and by limits that hold for the whole request. */
import Anthropic from '@anthropic-ai/sdk';
import { noise, pdf, plain } from '../../../artifacts/files';
import { say } from '../../../../src/testing/simulator/scripted-reply';
import { startSimulator, type Simulator } from '../../../../src/testing/simulator/simulator';

let simulator: Simulator;
beforeAll(async () => (simulator = await startSimulator({ script: () => say('Seen.') })));
afterAll(() => simulator.close());

type Blocks = Anthropic.ContentBlockParam[];

const image = (bytes: Buffer, type = 'image/png'): Blocks[number] => ({
  type: 'image',
  source: { type: 'base64', media_type: type as 'image/png', data: bytes.toString('base64') },
});
const document = (bytes: Buffer): Blocks[number] => ({
  type: 'document',
  source: { type: 'base64', media_type: 'application/pdf', data: bytes.toString('base64') },
});
const tokensOf = async (content: Blocks): Promise<number> => {
  const client = new Anthropic({ apiKey: 'k', baseURL: simulator.url, maxRetries: 0 });
  const messages = [{ role: 'user' as const, content }];
  const { input_tokens: counted } = await client.messages.countTokens({ model: 'claude-opus-5-5', messages });
  const { usage } = await client.messages.create({ model: 'claude-opus-5-5', max_tokens: 10, messages });
  expect(usage.input_tokens).toBe(counted);
  return counted;
};

test('a picture costs by its pixels and not by its bytes, a PDF by its pages', async () => {
  const [small, loud] = [
    await tokensOf([image(await plain(750, 100))]),
    await tokensOf([image(await noise(750, 100, 'png'))]),
  ];
  expect([small - 100, loud]).toEqual([expect.any(Number), small]);
  expect(small - 100).toBeLessThan(50);
  const [one, ten] = [await tokensOf([document(pdf(1))]), await tokensOf([document(pdf(10, 50_000))])];
  expect(ten - one).toBe(9 * 2_500);
});

test.each<[string, () => Promise<Blocks> | Blocks, RegExp]>([
  ['a picture that is another format', async () => [image(await plain(9, 9, 'jpeg'))], /appears to be a image\/jpeg/],
  ['what is no picture', () => [image(Buffer.from('hello'))], /Could not process image/],
  ['a picture too wide', async () => [image(await plain(8_001, 2))], /max allowed size: 8000 pixels/],
  [
    'a picture too wide among many',
    async () => [image(await plain(2_001, 2)), ...Array<Blocks[number]>(20).fill(image(await plain(2, 2)))],
    /max allowed size for many-image requests: 2000 pixels/,
  ],
  ['what is no PDF', () => [document(Buffer.from('hello'))], /The PDF specified was not valid/],
  ['too many pages', () => [document(pdf(300)), document(pdf(301))], /A maximum of 600 PDF pages/],
])('%s is refused', async (_title, blocks, message) => {
  await expect(Promise.resolve(blocks()).then(tokensOf)).rejects.toThrow(message);
});
