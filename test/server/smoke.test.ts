import { openLab, type Lab } from './lab';

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

test('an agent works with tools and answers', async () => {
  const { result, id } = await lab.run('work', { prompt: 'Work.' }, [
    { thinking: 'hm', toolUses: [{ name: 'read', input: { size: 10 } }, { name: 'echo', input: { text: 'hi' } }] },
    { text: 'Done.' },
  ]);
  console.log(JSON.stringify(result), JSON.stringify(lab.simulator.bill()));
  console.log(JSON.stringify(await lab.client.transcript(id), null, 1));
  console.log(JSON.stringify(await lab.client.ledger(id), null, 1));
  expect(result.kind).toBe('answer');
}, 60_000);
