/** Rules that look at what has happened, on a real server: in which order, and after reading what. */
import { say, use, type SimulatedRequest } from '../../src/testing';
import { activitiesIn, historyOf } from './history';
import { openLab, type Lab } from './lab';

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

const GO = { prompt: 'Go.' };
const resultIn = (request: SimulatedRequest | undefined): string =>
  JSON.stringify(request?.body.messages.at(-1)?.content ?? []);
const ran = async (id: string): Promise<string[]> =>
  activitiesIn(await historyOf(lab, id))
    .map(({ name }) => name)
    .filter((name) => name !== 'callClaude');

test('a tool that comes after another runs once that one has succeeded; an error result does not count', async () => {
  const pay = use('pay', { cents: 1 });
  const check = (times: number) => use('fail', { times, how: 'tell' });
  const { id, result, requests } = await lab.run('payKnown', GO, [pay, check(1), pay, check(0), pay, say('Paid.')]);
  expect(result).toMatchObject({ kind: 'answer' });
  expect(await ran(id)).toEqual(['fail', 'fail', 'pay']);
  expect(resultIn(requests[3])).toContain('only after a success of `fail`, in an earlier reply. It was not run');
  expect(resultIn(requests[5])).toContain('paid 1');
});
