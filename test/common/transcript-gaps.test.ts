/** A conversation is rebuilt whole or not at all: what is missing is named, what is newer is left to newer code. */
import { FAILURE } from '../../src/common/failure-type';
import { conversationOf } from '../../src/common/transcript';
import { CARRIED } from '../../src/common/carry';
import type { Block, CallInput, Part } from '../../src/common/wire';
import { callInput, RecordedCalls, text, toolId } from './recorded-calls';

const read: Block = { type: 'tool_use', id: 'toolu_1', name: 'read', input: { size: 1 } };
const result = (turn: number, position: number, toolUseId: string): Part => ({
  kind: 'result',
  toolUseId,
  activityId: toolId(turn, position, toolUseId),
});

describe('a missing piece is a gap, for good, and is named', () => {
  test.each<[string, (run: RecordedCalls) => CallInput, string]>([
    ['the parent', () => callInput(1, []), 'the request of call `resolver.1/t1/claude.0`'],
    ['its reply', (run) => (run.call(1, null, []), callInput(1, [])), 'the reply of call `resolver.1/t1/claude.0`'],
    [
      'a tool result',
      (run) => (run.call(1, null, [], [read]), callInput(1, [result(1, 0, 'toolu_1')])),
      'the result of `resolver.1/t1/0.toolu_1.0`',
    ],
    [
      'the segment',
      (run) => (run.call(2, null, [], [read]), callInput(2, [])),
      'the offer of segment `resolver.1/t1/claude.0`',
    ],
    ['the opening', () => ({ ...callInput(1, []), parent: null, segment: null }), 'the opening of the segment'],
    [
      'what was carried',
      () => ({ ...callInput(CARRIED, []), segment: CARRIED }),
      'the transcript carried over from the run before',
    ],
  ])('%s', async (_title, prepare, piece) => {
    const run = new RecordedCalls();
    const input = prepare(run);
    const reading = conversationOf(run.recording(), input);
    await expect(reading).rejects.toMatchObject({ type: FAILURE.transcriptGap, nonRetryable: true });
    await expect(reading).rejects.toThrow(`The history holds no trace of ${piece}, so`);
  });
});

test.each<[string, (run: RecordedCalls) => void]>([
  ['call', (run) => run.write(1, { ...callInput(null, []), v: 99 }, { v: 1, content: [] })],
  ['reply', (run) => run.write(1, callInput(null, []), { v: 99, content: [] })],
])('a %s of a newer format is left to a newer worker', async (_title, prepare) => {
  const run = new RecordedCalls();
  prepare(run);
  await expect(conversationOf(run.recording(), callInput(1, []))).rejects.toMatchObject({
    type: FAILURE.newerFormat,
    nonRetryable: false,
  });
});

test('a tool result of a newer format is left to a newer worker', async () => {
  const run = new RecordedCalls();
  run.call(1, null, [text('Hello')], [read]);
  run.tool(1, 0, 'toolu_1', { v: 99, content: 'x' });
  await expect(conversationOf(run.recording(), callInput(1, [result(1, 0, 'toolu_1')]))).rejects.toMatchObject({
    type: FAILURE.newerFormat,
  });
});
