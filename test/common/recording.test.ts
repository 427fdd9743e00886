/** What a run's history holds of its conversations: every event once, nothing beyond what was read, in any order given. */
import { isCarried, Recording, type HistoryEvent } from '../../src/common/recording';
import { CARRIED } from '../../src/common/carry';
import { callId, callInput, decode, RecordedCalls, text, toolId } from './recorded-calls';

function threeTurns(): RecordedCalls {
  const run = new RecordedCalls();
  run.start({ prompt: 'Hello' });
  run.call(1, null, [text('Hello')], []);
  run.tool(1, 0, 'toolu_1', { v: 1, content: 'found' });
  run.call(2, 1, [text('And?')], []);
  return run;
}

function recordingOf(events: readonly HistoryEvent[], through = events.length): Recording {
  const recording = new Recording(decode);
  recording.apply(events, through);
  return recording;
}

test('events may come in any order, and in pages that overlap', async () => {
  const { events } = threeTurns();
  const whole = recordingOf(events);
  const paged = new Recording(decode);
  paged.apply(events.slice(0, 4), 4);
  paged.apply(events.slice(2).reverse(), events.length);
  expect(paged.callIds()).toEqual([callId(1), callId(2)]);
  expect(paged.bytes).toBe(whole.bytes);
  expect(paged.upTo).toBe(events.length);
  expect(await paged.result(toolId(1, 0, 'toolu_1'))).toEqual({ v: 1, content: 'found' });
});

test('an event beyond the end is not applied, and comes with the next page', async () => {
  const { events } = threeTurns();
  const recording = recordingOf(events, 2);
  expect([recording.upTo, recording.scheduledAt(callId(1)), recording.reply(callId(1))]).toEqual([2, 2, undefined]);
  recording.apply(events, 3);
  expect(await recording.reply(callId(1))).toMatchObject({ v: 1, content: [] });
  expect(recording.scheduledAt(toolId(1, 0, 'toolu_1'))).toBeUndefined();
});

test('an older page does not move the end back', () => {
  const { events } = threeTurns();
  const recording = recordingOf(events);
  recording.apply(events.slice(0, 2), 2);
  expect(recording.upTo).toBe(events.length);
});

test('numbers of events may be longs, big integers or plain numbers', () => {
  const asText = (id: number): { toString(): string } => ({ toString: () => String(id) });
  const { events } = threeTurns();
  const long = events.map((event) => ({ ...event, eventId: asText(Number(event.eventId)) }));
  expect(recordingOf(long).callIds()).toEqual([callId(1), callId(2)]);
});

test('activities of others are not kept, whatever they are called', () => {
  const run = threeTurns();
  const { bytes } = run.recording();
  run.activity('1', 'chargeCard', ['large'.repeat(100)], 'large'.repeat(100));
  run.activity('my.1/own', 'callClaude', ['large'], 'large');
  expect(run.recording().bytes).toBe(bytes);
  expect(run.recording().callIds()).toHaveLength(2);
});

test('a failed or running activity has no result, and an unknown one nothing at all', () => {
  const run = new RecordedCalls();
  run.call(1, null, [text('Hello')]);
  const recording = run.recording();
  expect(recording.reply(callId(1))).toBeUndefined();
  expect([recording.input(callId(2)), recording.reply(callId(2)), recording.scheduledAt(callId(2))]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('the bytes are those of what conversations need: the input of a call and every result, not the arguments of tools', () => {
  const run = new RecordedCalls();
  const input = callInput(null, [text('Hello')]);
  run.write(1, input, { v: 1 });
  run.tool(1, 0, 'toolu_1', { v: 1, content: 'found' });
  const kept = [input, { v: 1 }, { v: 1, content: 'found' }];
  expect(run.recording().bytes).toBe(kept.reduce((sum, value) => sum + Buffer.byteLength(JSON.stringify(value)), 0));
});

test('a payload is decoded once, when it is first asked for', async () => {
  const decoding = jest.fn(decode);
  const recording = new Recording(decoding);
  const { events } = threeTurns();
  recording.apply(events, events.length);
  expect(decoding).not.toHaveBeenCalled();
  await Promise.all([recording.input(callId(1)), recording.input(callId(1))]);
  await recording.input(callId(1));
  expect(decoding).toHaveBeenCalledTimes(1);
});

describe('what was carried over', () => {
  test('is put together from the parts in the start of the run', async () => {
    const run = new RecordedCalls();
    const state = { v: 1, turns: 3, opening: {}, offer: { tools: [] } };
    const message = (words: string): object => ({ role: 'user', content: [{ type: 'text', text: words }] });
    run.start({ prompt: '' }, state, { v: 1, messages: [message('a')] }, { v: 1, messages: [message('b')] });
    expect(await run.recording().carried()).toEqual({ ...state, messages: [message('a'), message('b')] });
  });

  test.each([[[]], [[{ prompt: 'Hello' }]], [[{ prompt: 'Hello' }, 7]]])(
    'is nothing in a run that starts with %j',
    (input) => {
      const run = new RecordedCalls();
      run.start(...input);
      expect(run.recording().carried()).toBeUndefined();
    },
  );

  test('is nothing either where three arguments of another kind start the run', async () => {
    const run = new RecordedCalls();
    run.start('a', null, 'c');
    expect(await run.recording().carried()).toBeUndefined();
  });

  test('is called so, and nothing else is', () => {
    expect([CARRIED, callId(1), '', 'carried.1/t1/claude.0'].map(isCarried)).toEqual([true, false, false, false]);
  });
});
