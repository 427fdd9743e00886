import { StepTracker } from '../../src/client/step-tracker';
import type { Step } from '../../src/client/step';
import { History, decode, encoded, toolId, toolResult } from './recorded-history';

async function stepsOf(history: History): Promise<readonly Step[]> {
  const tracker = new StepTracker(decode);
  const steps: Step[] = [];
  for (const event of history.events) {
    const step = await tracker.apply(event);
    if (step) steps.push(step);
  }
  return steps;
}

async function endedSteps(history: History): Promise<readonly Step[]> {
  return (await stepsOf(history)).filter(({ status }) => status !== 'running');
}

test('a step is told when it begins and again, under the same event, when it ends', async () => {
  const history = new History();
  history.complete(history.schedule('1', 'loadTicket'), 'ticket');
  const [began, ended] = await stepsOf(history);
  expect(began).toMatchObject({ eventId: 1, status: 'running', ms: 0 });
  expect(ended).toMatchObject({
    eventId: 1,
    kind: 'activity',
    name: 'loadTicket',
    decidedBy: 'code',
    status: 'completed',
    ms: 2_000,
  });
  expect(ended?.startedAt).toBe('1970-01-01T00:00:01.000Z');
});

test('a call of Claude brings its agent, turn, tokens and cost', async () => {
  const history = new History();
  history.ask(3, null, 'Hi', {});
  const [step] = await endedSteps(history);
  expect(step).toMatchObject({
    kind: 'call',
    name: 'Claude',
    decidedBy: 'claude',
    agent: 'resolver.1',
    turn: 3,
    costNanoUsd: 3_500,
  });
  expect(step?.tokens).toEqual({ input: 10, output: 5, cacheRead: 2, cacheWrite: 1 });
});

test('a tool is decided by Claude because its id says so, an activity of the same name by code', async () => {
  const history = new History();
  history.complete(history.schedule(toolId(1, 0, 'toolu_1'), 'lookup'), toolResult('found'));
  history.complete(history.schedule('7', 'lookup'), 'found');
  const steps = await endedSteps(history);
  expect(steps.map(({ kind, decidedBy }) => [kind, decidedBy])).toEqual([
    ['tool', 'claude'],
    ['activity', 'code'],
  ]);
});

test('the attempt that ended a step is its number of attempts', async () => {
  const history = new History();
  history.complete(history.schedule('1', 'flaky'), 'done', 4);
  expect((await endedSteps(history))[0]?.attempts).toBe(4);
});

test('a failed call counts what its details say was spent, found below the wrapping failures', async () => {
  const history = new History();
  const details = { payloads: [encoded({ costNanoUsd: 700, unaccountedNanoUsd: 300 })] };
  const cause = { message: 'overloaded', applicationFailureInfo: { details } };
  history.fail(history.schedule('resolver.1/t1/claude.0', 'callClaude', {}), { message: 'wrapped', cause }, 3);
  expect((await endedSteps(history))[0]).toMatchObject({
    ...{ status: 'failed', error: 'overloaded', attempts: 3, costNanoUsd: 700, unaccountedNanoUsd: 300 },
  });
});

test('a call that timed out counts its last heartbeat: what is open and what was in flight', async () => {
  const history = new History();
  const of = history.schedule('resolver.1/t1/claude.0', 'callClaude', {});
  const heartbeat = { v: 1, settled: 1, free: 0, unaccountedNanoUsd: 40, inFlightNanoUsd: 2 };
  const failure = {
    message: 'heartbeat timeout',
    timeoutFailureInfo: { lastHeartbeatDetails: { payloads: [encoded(heartbeat)] } },
  };
  history.write({ activityTaskTimedOutEventAttributes: { scheduledEventId: of, failure } });
  expect((await endedSteps(history))[0]).toMatchObject({ status: 'timedOut', costNanoUsd: 0, unaccountedNanoUsd: 42 });
});

test('a cancelled call counts what its cancellation details say', async () => {
  const history = new History();
  const of = history.schedule('resolver.1/t1/claude.0', 'callClaude', {});
  const details = { payloads: [encoded({ costNanoUsd: 9, unaccountedNanoUsd: 1 })] };
  history.write({ activityTaskCanceledEventAttributes: { scheduledEventId: of, details } });
  expect((await endedSteps(history))[0]).toMatchObject({ status: 'cancelled', costNanoUsd: 9, unaccountedNanoUsd: 1 });
});

test('the details of a stranger are no money', async () => {
  const history = new History();
  const details = { payloads: [encoded({ costNanoUsd: 'a lot', unaccountedNanoUsd: -5 })] };
  history.fail(history.schedule('1', 'pay'), { message: 'no', applicationFailureInfo: { details } });
  expect((await endedSteps(history))[0]).toMatchObject({ costNanoUsd: 0, unaccountedNanoUsd: 0 });
});

test('an encoded failure is decoded for its message', async () => {
  const history = new History();
  const failure = {
    message: 'Encoded failure',
    encodedAttributes: encoded({ message: 'the real reason', stack_trace: '' }),
  };
  history.fail(history.schedule('1', 'pay'), failure);
  expect((await endedSteps(history))[0]?.error).toBe('the real reason');
});

test('timers and child workflows are steps of the code, and the summary that was written beside them is kept', async () => {
  const history = new History();
  const timer = history.write({
    timerStartedEventAttributes: { timerId: '1' },
    userMetadata: { summary: encoded('waits for a yes') },
  });
  history.write({ timerCanceledEventAttributes: { startedEventId: timer } });
  const child = history.write({
    startChildWorkflowExecutionInitiatedEventAttributes: { workflowId: 'child:1', workflowType: { name: 'research' } },
  });
  history.write({ childWorkflowExecutionStartedEventAttributes: { initiatedEventId: child } });
  history.write({
    childWorkflowExecutionFailedEventAttributes: { initiatedEventId: child, failure: { message: 'broke' } },
  });
  expect(await endedSteps(history)).toMatchObject([
    { kind: 'timer', decidedBy: 'code', status: 'cancelled', summary: 'waits for a yes', ms: 1_000 },
    { kind: 'childWorkflow', name: 'research', summary: 'child:1', status: 'failed', error: 'broke' },
  ]);
});

test('an update, a signal and a cancellation are decided by a person, unless another workflow sent them', async () => {
  const history = new History();
  const update = history.write({
    workflowExecutionUpdateAcceptedEventAttributes: { acceptedRequest: { input: { name: 'approve' } } },
  });
  history.write({
    workflowExecutionUpdateCompletedEventAttributes: { acceptedEventId: update, outcome: { success: {} } },
  });
  history.write({ workflowExecutionSignaledEventAttributes: { signalName: 'hurry' } });
  history.write({
    workflowExecutionSignaledEventAttributes: {
      signalName: 'ping',
      externalWorkflowExecution: { workflowId: 'other' },
    },
  });
  history.write({ workflowExecutionCancelRequestedEventAttributes: {} });
  expect((await endedSteps(history)).map(({ name, decidedBy }) => `${name}: ${decidedBy}`)).toEqual([
    ...['approve: person', 'hurry: person', 'ping: code', 'cancel: person'],
  ]);
});
