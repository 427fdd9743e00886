import { parseActivityId } from '../../src/common/activity-id';
import { say, use, type Script } from '../../src/testing';
import { bytesOf, historyOf, type RawEvent } from './history';
import { openLab, type Lab } from './lab';

const KB = 1_000;

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

/** The same call, turn after turn, beside 300 characters of text; the ids differ. */
const calling = (tool: string, input: object, turns: number): Script => ({ body }) => {
  const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
  return turn >= turns ? say('Done.') : use(tool, input, { text: `${'Looking. '.repeat(33)}${turn}`, id: `toolu_${String(turn).padStart(24, '0')}`, outputTokens: 100 });
};

/** History bytes a turn, from the scheduling of one turn's call to that of another's. */
function bytesATurn(events: readonly RawEvent[], from: number, to: number): number {
  const start = (turn: number): number =>
    events.findIndex((event) => {
      const id = parseActivityId(event.activityTaskScheduledEventAttributes?.activityId ?? '');
      return id?.kind === 'call' && id.turn === turn;
    });
  return bytesOf(events.slice(start(from), start(to))) / (to - from);
}

test('a turn adds as much to history at the end of a long run as at its beginning', async () => {
  const { id, result } = await lab.run('work', { prompt: 'Read.' }, calling('read', { size: 5 * KB }, 100));
  expect(result).toMatchObject({ kind: 'answer', turns: 100 });
  const events = await historyOf(lab, id);
  const { history } = await lab.client.ledger(id);
  console.log('GROWTH', bytesATurn(events, 10, 20), bytesATurn(events, 90, 100), history, bytesOf(events));
  expect(bytesATurn(events, 90, 100) / bytesATurn(events, 10, 20)).toBeCloseTo(1, 1.3);
  expect(history.bytes).toBeLessThan(1_000 * KB);
  expect(history.bytes / bytesOf(events)).toBeCloseTo(1, 1); // the events counted here are what the server counts
}, 120_000);

test('arguments are written twice, in the reply and where the Temporal UI shows them, and never again', async () => {
  const { id, result } = await lab.run('work', { prompt: 'Write.' }, calling('swallow', { text: 'y'.repeat(5 * KB) }, 40));
  expect(result).toMatchObject({ kind: 'answer', turns: 40 });
  const events = await historyOf(lab, id);
  const small = await lab.run('work', { prompt: 'Write.' }, calling('swallow', { text: 'y' }, 40));
  const withoutArguments = bytesATurn(await historyOf(lab, small.id), 10, 40);
  console.log('ARGS', bytesATurn(events, 10, 40), withoutArguments);
  expect((bytesATurn(events, 10, 40) - withoutArguments) / (5 * KB)).toBeCloseTo(2, 1);
}, 120_000);
