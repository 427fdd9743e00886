import { ledgerOf, type Ledger } from '../../src/client/ledger';
import type { DescribedExecution } from '../../src/client/execution';
import { CALL_ACTIVITY } from '../../src/common/wire';
import { History, callId, callInput, decode, encoded, read, replyOf, toolId, toolResult } from './recorded-history';

const DESCRIBED: DescribedExecution = {
  workflowId: 'complaint:1',
  runId: 'run-1',
  historyBytes: 900,
  historyEvents: 33,
  pending: new Map(),
};

function ledger(history: History, described: DescribedExecution = DESCRIBED): Promise<Ledger> {
  return ledgerOf(read(history.events), described, decode);
}

test('the sums tell code, Claude and person apart, with retries, turns and tool calls', async () => {
  const history = new History();
  history.start({ ticketId: '1' });
  history.complete(history.schedule('1', 'loadTicket'), 'ticket', 2);
  history.ask(1, null, 'Hi', {});
  history.complete(history.schedule(toolId(1, 0, 'toolu_1'), 'lookup'), toolResult('found'), 3);
  history.ask(2, callId(1), 'Go on', { unaccountedNanoUsd: 50 as never });
  history.write({ workflowExecutionSignaledEventAttributes: { signalName: 'hurry' } });
  history.close();
  const { status, workflowType, totals, history: size } = await ledger(history);
  expect({ status, workflowType, size }).toEqual({
    status: 'completed',
    workflowType: 'complaint',
    size: { bytes: 900, events: 33 },
  });
  expect(totals).toMatchObject({ retries: 3, costNanoUsd: 7_000, unaccountedNanoUsd: 50, turns: 2, toolCalls: 1 });
  expect(totals.code).toEqual({ steps: 1, ms: 2_000, attempts: 2 });
  expect(totals.claude).toMatchObject({
    steps: 3,
    attempts: 5,
    input: 20,
    output: 10,
    cacheRead: 4,
    cacheWrite: 2,
    costNanoUsd: 7_000,
  });
  expect(totals.person.steps).toBe(1);
});

test('steps stand in the order of their beginning, whichever ended first', async () => {
  const history = new History();
  const slow = history.schedule('1', 'slow');
  const fast = history.schedule('2', 'fast');
  history.complete(fast, 1);
  history.complete(slow, 1);
  expect((await ledger(history)).steps.map(({ name }) => name)).toEqual(['slow', 'fast']);
});

test('a step under way shows the attempt and the risk that the server knows of', async () => {
  const history = new History();
  history.ask(1, null, 'Hi');
  const heartbeat = encoded({ v: 1, settled: 0, free: 0, unaccountedNanoUsd: 5, inFlightNanoUsd: 7 });
  const pending = new Map([[callId(1), { attempt: 2, heartbeat }]]);
  const { steps, status } = await ledger(history, { ...DESCRIBED, pending });
  expect(status).toBe('running');
  expect(steps[0]).toMatchObject({ status: 'running', attempts: 2, unaccountedNanoUsd: 12 });
});

test('a step that was open when the run closed is not running any more', async () => {
  const history = new History();
  history.schedule('1', 'forgotten');
  history.write({ workflowExecutionTerminatedEventAttributes: {} });
  const { steps, status } = await ledger(history);
  expect(status).toBe('terminated');
  expect(steps[0]).toMatchObject({ status: 'cancelled', error: expect.stringContaining('run closed') });
});

test('a timer counts as a step of the code and its waiting does not count as work', async () => {
  const history = new History();
  const timer = history.write({ timerStartedEventAttributes: { timerId: '1' } });
  history.write({ timerFiredEventAttributes: { startedEventId: timer } });
  expect((await ledger(history)).totals.code).toEqual({ steps: 1, ms: 0, attempts: 1 });
});

test('what earlier runs cost stands beside the sums, not inside', async () => {
  const history = new History();
  const state = { v: 1, opening: {}, offer: {}, turns: 12, toolCalls: 30, costNanoUsd: 99, unaccountedNanoUsd: 1 };
  history.start({}, state, { v: 1, messages: [] });
  const { carried, totals } = await ledger(history);
  expect(carried).toEqual({ turns: 12, toolCalls: 30, costNanoUsd: 99, unaccountedNanoUsd: 1 });
  expect(totals.costNanoUsd).toBe(0);
});

test('the limits stand beside what was taken of them: recorded by the first call, raised since, earlier runs included', async () => {
  const history = new History();
  const state = { v: 1, opening: {}, offer: {}, turns: 12, toolCalls: 30, costNanoUsd: 99, unaccountedNanoUsd: 1 };
  history.start({}, { ...state, tokens: 500 }, { v: 1, messages: [] });
  const limits = { own: { budget: 9_000, maxToolCalls: 40, maxWallMs: 50, startedAtMs: 7 }, run: { maxTurns: 20 } };
  const call = history.schedule(callId(13), CALL_ACTIVITY, { ...callInput('carried', 'Hi'), limits });
  history.complete(call, replyOf({}));
  history.ask(13, 'carried', 'Again', {}, 1);
  history.complete(history.schedule(toolId(13, 0, 'toolu_1'), 'lookup'), toolResult('found'));
  const raise = history.write({
    workflowExecutionUpdateAcceptedEventAttributes: { acceptedRequest: { input: { name: 'raiseBudget' } } },
  });
  const raised = { of: 'resolver.1', limits: { budget: 10_000, maxToolCalls: 40, maxWallMs: 60 } };
  history.write({
    workflowExecutionUpdateCompletedEventAttributes: {
      acceptedEventId: raise,
      outcome: { success: { payloads: [encoded(raised)] } },
    },
  });
  const used = { amount: { nanoUsd: 7_100, tokens: 536 }, turns: 13, toolCalls: 31 };
  expect((await ledger(history)).limits).toEqual([
    { of: 'run', limits: { maxTurns: 20 }, used },
    { of: 'resolver.1', limits: { budget: 10_000, maxToolCalls: 40, maxWallMs: 60, startedAtMs: 7 }, used },
  ]);
});

test('a history from before limits were recorded tells of none', async () => {
  const history = new History();
  history.ask(1, null, 'Hi', {});
  expect((await ledger(history)).limits).toEqual([]);
});

test('a workflow with three arguments of its own has carried nothing', async () => {
  const history = new History();
  history.start('a', { turns: 1 }, 'c');
  expect((await ledger(history)).carried).toBeUndefined();
});

test('without a count of the server the payloads are counted', async () => {
  const history = new History();
  history.start('12345678');
  const { workflowId, runId, pending } = DESCRIBED;
  const { history: size } = await ledger(history, { workflowId, runId, pending });
  expect(size.events).toBe(1);
  expect(size.bytes).toBeGreaterThanOrEqual(10);
});
