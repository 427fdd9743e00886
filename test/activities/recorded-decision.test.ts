import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { requireDecision } from '../../src/activities/recorded-decision';
import { RESOLVE_APPROVAL_UPDATE } from '../../src/common/approval';
import { FORMAT, type ToolCall, type ValidatedCall } from '../../src/common/wire';
import { RecordedRun } from './recorded-history';

const CALL = 'payer.1/t2/0.toolu_a.0';
const APPROVED = { approvalId: CALL, argsHash: 'h', approver: 'lead' };

interface Told {
  readonly validated?: Partial<ValidatedCall>;
  readonly answer?: { readonly decision: string; readonly argsHash: string };
  readonly activityId?: string;
  readonly call?: Partial<ToolCall>;
  readonly tool?: string;
}

/** What the check says of a call, in a run with one turn before it and another agent beside it. */
async function decided({ validated, answer, activityId = CALL, call, tool = 'pay' }: Told): Promise<string> {
  const run = new RecordedRun();
  await run.start({});
  const reply = (id: string, hash: string) => ({
    content: [{ type: 'text' }, { type: 'tool_use', name: 'pay', id }],
    calls: [{ id, hash, ...(id === 'toolu_a' && validated) }],
  });
  await run.complete(await run.schedule('payer.1/t1/claude.0', 'callClaude', {}), reply('toolu_z', 'old'));
  const asked = await run.schedule('payer.1/t2/claude.0', 'callClaude', {});
  await run.complete(await run.schedule('other.1/t2/claude.0', 'callClaude', {}), reply('toolu_b', 'h'));
  run.pad(40); // more than a page
  await run.complete(asked, reply('toolu_a', 'h'));
  if (answer) await take(run, answer);
  await run.schedule(activityId, tool, {}, {});
  const info = { activityId, workflowExecution: { workflowId: 'w', runId: 'own' } };
  const made: ToolCall = { v: FORMAT, toolUseId: 'toolu_a', hash: 'h', firstRunId: 'first', ...call };
  const environment = new MockActivityEnvironment(info, { client: run.client(), logger: new DefaultLogger('ERROR') });
  return environment
    .run<[], void, () => Promise<void>>(() => requireDecision(tool, made))
    .then(
      () => 'runs',
      (error: Error) => /decided: (.*)\. Nothing was run/.exec(error.message)?.[1] ?? error.message,
    );
}

/** An answer that the run took. */
async function take(run: RecordedRun, { decision, argsHash }: { decision: string; argsHash: string }): Promise<void> {
  const [said, result] = await run.encode([
    { approvalId: CALL, decision, argsHash: 'h', approver: 'lead' },
    { approvalId: CALL, decision, argsHash },
  ]);
  const request = { input: { name: RESOLVE_APPROVAL_UPDATE, args: { payloads: [said] } } };
  const acceptedEventId = run.write({ workflowExecutionUpdateAcceptedEventAttributes: { acceptedRequest: request } });
  const outcome = { success: { payloads: [result] } };
  run.write({ workflowExecutionUpdateCompletedEventAttributes: { acceptedEventId, outcome } });
}

const yes = { decision: 'approve', argsHash: 'h' };

test.each<[string, Told]>([
  ['that Claude asked for', {}],
  ['that a person said yes to', { answer: yes, call: { approved: APPROVED } }],
  ['that a person changed', { answer: { decision: 'approve', argsHash: 'edited' }, call: { hash: 'edited' } }],
  ['of a tool that always needs a yes, and has one', { validated: { asks: true }, answer: yes }],
  ['that was fenced and is made once more', { activityId: 'payer.1/t2/0.toolu_a.2' }],
])('a call %s runs', async (_, told) => {
  expect(await decided(told)).toBe('runs');
});

test.each<[string, Told, string]>([
  ['other arguments', { call: { hash: 'x' } }, 'Claude asked for it with other arguments'],
  ['another tool', { tool: 'note' }, 'Claude did not ask for it'],
  ['another place', { activityId: 'payer.1/t2/1.toolu_a.0' }, 'Claude did not ask for it'],
  ['another id', { activityId: 'payer.1/t2/0.toolu_b.0' }, 'Claude did not ask for it'],
  ['a turn that there was not', { activityId: 'payer.1/t3/0.toolu_a.0' }, 'Claude did not ask for it'],
  ['no id of ours', { activityId: 'mine' }, '`mine` is not the id of a call'],
  ['arguments that the schema refused', { validated: { problem: 'no' } }, 'Claude did not ask for it'],
  ['a yes that nobody gave', { call: { approved: APPROVED } }, 'history holds no answer to it'],
  ['a person who said no, whatever the call says', { answer: { ...yes, decision: 'deny' } }, 'the answer was deny'],
  [
    'the arguments that a person changed, as Claude had them',
    { answer: { decision: 'approve', argsHash: 'edited' } },
    'other arguments were approved',
  ],
  [
    'a tool that always needs a yes, without one',
    { validated: { asks: true } },
    'every call of the tool needs a yes, and history holds no answer to it',
  ],
])('a call with %s does not run', async (_, told, why) => {
  expect(await decided(told)).toBe(why);
});
