/** What is noted of effects so that they can be taken back, and carried into the next run. */
import type { Undoable } from '../../src/common/undo';
import type { ToolOffer } from '../../src/common/offer';
import { noRoomToUndo, noteEffect } from '../../src/workflows/compensation';
import { carriedProgress, carry, freshProgress, type Progress } from '../../src/workflows/progress';
import { offer } from './tool-calls-rig';

const undoable: ToolOffer = { ...offer('book', 'idempotent'), undoes: true };
const call = { v: 1, toolUseId: 'toolu_0', hash: 'h', firstRunId: 'first', approved: { approvalId: 'a' } };
const effect = (args = {}) => ({ activityId: 'a.1/t1/0.toolu_0.0', args, call }) as unknown as Undoable;
const compensating = (): Progress => ({ ...freshProgress([]), effects: [] });

test('an effect is noted with its arguments, the identity of its call and a short result', () => {
  const progress = compensating();
  noteEffect(progress, undoable, effect({ what: 'room' }), 'booked');
  const { approved: _, ...identity } = call;
  expect(progress.effects).toEqual([
    {
      activityId: 'a.1/t1/0.toolu_0.0',
      tool: 'book',
      args: { what: 'room' },
      call: identity,
      timeoutMs: 7_000,
      result: 'booked',
    },
  ]);
});

test.each<[string, Progress, ToolOffer]>([
  ['where nothing is taken back', freshProgress([]), undoable],
  ['where the tool has no undo', compensating(), offer('book', 'idempotent')],
])('nothing is noted %s', (_, progress, tool) => {
  noteEffect(progress, tool, effect(), 'booked');
  expect(progress.effects ?? []).toEqual([]);
  expect(noRoomToUndo(progress, tool, { long: 'x'.repeat(500_000) })).toBeUndefined();
});

test.each([['x'.repeat(1_025)], [[{ type: 'text', text: 'booked' }]]])(
  'a result that is long, or no text, stays in history',
  (result) => {
    const progress = compensating();
    noteEffect(progress, undoable, effect(), result);
    expect(progress.effects?.[0]).not.toHaveProperty('result');
  },
);

test('what could not be noted any more is not done, and Claude is told so', () => {
  const progress = compensating();
  const args = { text: 'x'.repeat(100_000) };
  for (let done = 0; done < 3; done++) {
    expect(noRoomToUndo(progress, undoable, args)).toBeUndefined();
    noteEffect(progress, undoable, effect(args), 'booked');
  }
  expect(noRoomToUndo(progress, undoable, args)).toMatch(/^`book` was not run: so much was done already/);
});

test('what may have to be taken back goes on into the next run', () => {
  const progress = compensating();
  noteEffect(progress, undoable, effect({ what: 'room' }), 'booked');
  const carried = carry('booker', progress, {
    v: 1,
    messages: [],
    parts: 1,
    offer: { tools: [] },
    lastTokens: 0,
    opening: { model: 'm', system: '', tools: [] },
  });
  const next = carriedProgress(JSON.parse(JSON.stringify(carried)) as typeof carried);
  expect(next.effects).toEqual(progress.effects);
  noteEffect(next, undoable, effect(), 'booked');
  expect(next.effects).toHaveLength(2);
});
