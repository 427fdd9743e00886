/** Taking a transcript over into the next run: all of it, in parts that fit, with what the next call needs. */
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { carryTranscriptActivity, MAX_CARRIED_PARTS } from '../../src/activities/carry-transcript';
import { HistoryReader } from '../../src/activities/history-reader';
import { formatActivityId } from '../../src/common/activity-id';
import { FAILURE } from '../../src/common/failure-type';
import { CARRIED, CARRY_ACTIVITY, type CarryInput, type CarryResult } from '../../src/common/carry';
import { CALL_ACTIVITY, type Message } from '../../src/common/wire';
import { callId, firstCall, nextCall, text } from './call-rig';
import { RecordedRun } from './recorded-history';

const OFFER = { tools: [] };
const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 2, cacheWriteTokens: 1 };

/** A run of so many turns, each question and each answer of this size. */
async function runOf(turns: number, size = 10): Promise<RecordedRun> {
  const run = new RecordedRun();
  await run.start({ prompt: 'Hello' });
  for (let turn = 1; turn <= turns; turn++) {
    const delta = [text('q'.repeat(size))];
    const input = turn === 1 ? { ...firstCall(), delta } : nextCall(turn, ...delta);
    const scheduled = await run.schedule(callId(turn), CALL_ACTIVITY, input);
    await run.complete(scheduled, {
      v: 1,
      content: [{ type: 'text', text: 'a'.repeat(size) }],
      usage,
      ...(turn === 1 && { offer: OFFER }),
    });
  }
  return run;
}

function inputOf(turns: number, part = 0): CarryInput {
  return { v: 1, parent: callId(turns), segment: callId(1), delta: [text('Go on.')], part };
}

async function carry(run: RecordedRun, input: CarryInput): Promise<CarryResult> {
  const activityId = formatActivityId({ kind: 'carry', agent: 'resolver', agentNumber: 1, turn: 9, part: input.part });
  await run.schedule(activityId, CARRY_ACTIVITY, input);
  const environment = new MockActivityEnvironment(
    { activityId },
    { client: run.client(), logger: new DefaultLogger('ERROR') },
  );
  return environment.run(carryTranscriptActivity(new HistoryReader()), input);
}

test('a short transcript is one part: every message, what is new since, and the segment', async () => {
  expect(await carry(await runOf(2), inputOf(2))).toEqual({
    ...{ v: 1, parts: 1, opening: firstCall().opening, offer: OFFER, lastTokens: 18 },
    messages: [
      said('user', 'q'.repeat(10)),
      said('assistant', 'a'.repeat(10)),
      said('user', 'q'.repeat(10)),
      said('assistant', 'a'.repeat(10)),
      said('user', 'Go on.'),
    ],
  });
});

test('a long one comes in parts of about a megabyte, whole messages each, none lost and none twice', async () => {
  const run = await runOf(6, 200_000);
  const parts = [0, 1, 2].map((part) => inputOf(6, part));
  const results = [];
  for (const input of parts) results.push(await carry(run, input));
  expect(results.map(({ parts: count }) => count)).toEqual([3, 3, 3]);
  for (const { messages } of results) expect(JSON.stringify(messages).length).toBeLessThan(1_100_000);
  const all = results.flatMap(({ messages }) => messages);
  expect(all.map(({ role }) => role)).toEqual([
    ...Array.from({ length: 6 }, () => ['user', 'assistant']).flat(),
    'user',
  ]);
  expect(all.at(-1)).toEqual(said('user', 'Go on.'));
});

test('one that does not fit into the start of a run is refused, with words for the limit', async () => {
  const failure = await carry(await runOf(10, 200_000), inputOf(10)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApplicationFailure);
  expect(failure).toMatchObject({ type: FAILURE.transcriptTooLarge, nonRetryable: true });
  expect((failure as ApplicationFailure).message).toBe(
    `The transcript needs \`5\` parts of a megabyte, and ${MAX_CARRIED_PARTS} fit into the start of the next run.`,
  );
});

test('what was carried into this run is carried on', async () => {
  const run = new RecordedRun();
  const carried = { v: 1, opening: firstCall().opening, offer: OFFER, lastTokens: 40, turns: 3 };
  const [first, second] = [said('user', 'Hello'), said('assistant', 'Hi')];
  await run.start({ prompt: '' }, carried, { v: 1, messages: [first] }, { v: 1, messages: [second] });
  const result = await carry(run, { ...inputOf(1), parent: CARRIED, segment: CARRIED });
  expect(result).toEqual({
    v: 1,
    parts: 1,
    messages: [first, second, said('user', 'Go on.')],
    opening: carried.opening,
    offer: OFFER,
    lastTokens: 40,
  });
});

test('a newer format is left to a newer worker', async () => {
  await expect(carry(await runOf(1), { ...inputOf(1), v: 99 })).rejects.toMatchObject({
    type: FAILURE.newerFormat,
    nonRetryable: false,
  });
});

test('a missing piece is a gap, never a shorter transcript', async () => {
  await expect(carry(await runOf(1), inputOf(2))).rejects.toMatchObject({
    type: FAILURE.transcriptGap,
    nonRetryable: true,
  });
});

function said(role: Message['role'], words: string): Message {
  return { role, content: [{ type: 'text', text: words }] };
}
