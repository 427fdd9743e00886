import { randomUUID } from 'node:crypto';
import { say, use, type Script } from '../../src/testing';
import { activitiesIn, historyOf, type RawEvent } from './history';
import { openLab, type Lab } from './lab';
import { expectPrefixes } from './seen';

const TURNS = 8;

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

/** A run of so many turns; what is read says on which branch. */
const branch =
  (name: string, atTurn?: (turn: number) => Promise<void> | undefined): Script =>
  async ({ body }) => {
    const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
    await atTurn?.(turn);
    if (turn >= TURNS) return say(`Done on branch ${name}.`);
    return use(
      'read',
      { size: turn, of: name },
      { thinking: `turn ${turn} on branch ${name}`, id: `toolu_${name}_${turn}` },
    );
  };

/** The workflow task that acts upon the reply of a turn: it schedules the tool. */
function taskAfterReply(events: readonly RawEvent[], turn: number): RawEvent['eventId'] {
  const asked = events.find((event) =>
    event.activityTaskScheduledEventAttributes?.activityId?.endsWith(`/t${turn}/claude.0`),
  );
  const reply = events.findIndex(
    (event) => Number(event.activityTaskCompletedEventAttributes?.scheduledEventId ?? -1) === Number(asked?.eventId),
  );
  return events.slice(reply).find((event) => event.workflowTaskCompletedEventAttributes)?.eventId;
}

/** Resets a run to before it acted upon the reply of this turn; returns the new run. */
async function reset(workflowId: string, turn: number): Promise<string> {
  const { workflowService, options } = lab.client.temporal;
  const workflowTaskFinishEventId = taskAfterReply(await historyOf(lab, workflowId), turn);
  expect(workflowTaskFinishEventId).toBeDefined();
  const { runId } = await workflowService.resetWorkflowExecution({
    ...{
      namespace: options.namespace,
      workflowExecution: { workflowId },
      workflowTaskFinishEventId: workflowTaskFinishEventId!,
      reason: 'test',
      requestId: randomUUID(),
    },
  });
  return runId;
}

test('a finished run that is reset to its middle goes on from there, on a branch of its own', async () => {
  const run = await lab.start('work', { prompt: 'Go.' }, branch('a'));
  expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Done on branch a.' });
  const [first] = await lab.client.transcript(run.id, run.runId);
  const seen = lab.account();
  lab.simulator.setScript(branch('b'));
  const runId = await reset(run.id, 4);
  expect(await (await lab.client.run(run.id, runId)).result()).toMatchObject({
    kind: 'answer',
    output: 'Done on branch b.',
    turns: TURNS,
  });
  const [second] = await lab.client.transcript(run.id, runId);
  expect(seen().requests).toHaveLength(TURNS - 4);
  expectPrefixes(second!, seen().requests);
  expect(second!.messages.slice(0, 9)).toEqual(first!.messages.slice(0, 9)); // the prompt, four replies and their results
  expect(JSON.stringify(second!.messages.slice(9))).not.toContain('toolu_a_');
  expect((await lab.client.transcript(run.id, run.runId))[0]).toEqual(first);
}, 60_000);

test('a running run that is reset goes on, and what its old call still hears does not matter', async () => {
  let reach = (): void => undefined;
  let release = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const held = branch('c', (turn) => (turn === 5 ? (reach(), released) : undefined));
  const run = await lab.start('work', { prompt: 'Go.' }, held);
  await reached;
  const seen = lab.account();
  lab.simulator.setScript(branch('d'));
  const runId = await reset(run.id, 2);
  expect(await (await lab.client.run(run.id, runId)).result()).toMatchObject({
    kind: 'answer',
    output: 'Done on branch d.',
  });
  release();
  const [conversation] = await lab.client.transcript(run.id, runId);
  expectPrefixes(conversation!, seen().requests);
  expect(JSON.stringify(conversation)).not.toMatch(/toolu_c_[3-9]/);
  expect((await lab.client.ledger(run.id, run.runId)).status).toBe('terminated');
}, 60_000);

test('a reset keeps the identity of calls, so that an idempotent tool runs under the key that it had', async () => {
  const identities = async (id: string, runId: string): Promise<unknown[]> =>
    (await historyOf(lab, id, runId)).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
      const [, call] = scheduled?.input?.payloads ?? [];
      return call?.data ? [JSON.parse(Buffer.from(call.data).toString()) as unknown] : [];
    });
  const run = await lab.start('work', { prompt: 'Go.' }, [use('read', { size: 1 }), say('Done.')]);
  await run.result();
  lab.simulator.setScript([say('Done again.')]);
  const runId = await reset(run.id, 1);
  expect(await (await lab.client.run(run.id, runId)).result()).toMatchObject({ output: 'Done again.' });
  expect(await identities(run.id, runId)).toEqual(await identities(run.id, run.runId));
  expect(await identities(run.id, runId)).toMatchObject([{ firstRunId: run.runId }]);
  expect(activitiesIn(await historyOf(lab, run.id, runId)).map(({ end }) => end)).toEqual([
    'completed',
    'completed',
    'completed',
  ]);
}, 60_000);
