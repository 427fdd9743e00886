import { parseActivityId } from '../../src/common/activity-id';
import { say, use, type Script } from '../../src/testing';
import { bytesOf, historyOf, type RawEvent } from './history';
import { openLab, type Lab } from './lab';

const KB = 1_000;

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

/** A call like the one before, turn after turn, beside 300 characters of text; the ids differ. */
const calling =
  (tool: string, inputAt: (turn: number) => object, turns: number): Script =>
  ({ body }) => {
    const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
    return turn >= turns
      ? say('Done.')
      : use(tool, inputAt(turn), {
          text: `${'Looking. '.repeat(33)}${turn}`,
          id: `toolu_${String(turn).padStart(24, '0')}`,
          outputTokens: 100,
        });
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
  const { id, result } = await lab.run(
    'work',
    { prompt: 'Read.' },
    calling('read', () => ({ size: 5 * KB }), 100),
  );
  expect(result).toMatchObject({ kind: 'answer', turns: 100 });
  const events = await historyOf(lab, id);
  const { history } = await lab.client.ledger(id);
  expect(Math.abs(bytesATurn(events, 90, 100) / bytesATurn(events, 10, 20) - 1)).toBeLessThan(0.05);
  expect(history.bytes).toBeLessThan(1_000 * KB);
  expect(history.bytes / bytesOf(events)).toBeCloseTo(1, 1); // the events counted here are what the server counts
}, 120_000);

test('arguments are written twice, in the reply and where the Temporal UI shows them, and never again', async () => {
  const isLarge = (turn: number): boolean => turn % 2 === 0;
  const text = 'y'.repeat(5 * KB);
  const { id, result } = await lab.run(
    'work',
    { prompt: 'Write.' },
    calling('swallow', (turn) => ({ text: isLarge(turn) ? text : '' }), 40),
  );
  expect(result).toMatchObject({ kind: 'answer', turns: 40 });
  const events = await historyOf(lab, id);
  for (let turn = 10; turn < 38; turn += 2) {
    const added = bytesATurn(events, turn, turn + 1) - bytesATurn(events, turn + 1, turn + 2);
    expect(Math.abs(added / (2 * text.length) - 1)).toBeLessThan(0.1);
  }
}, 120_000);
