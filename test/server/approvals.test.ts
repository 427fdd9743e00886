/** Calls that wait for a person: bound to exact arguments, answered once, visible, and never lost with a worker. */
import { runDw } from '../../src/cli/program';
import type { OpenApproval, Run } from '../../src/client';
import { say, use } from '../../src/testing';
import type { Outcome } from '../../src/workflows';
import { recordedTerminal } from '../cli/recorded-terminal';
import { asked, GO, refusalOf, resultIn, resultsIn, script, yes } from './approval-desk';
import { activitiesIn, historyOf } from './history';
import { openLab, startLabWorker, type Lab } from './lab';

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

test('what the rule lets pass needs nobody', async () => {
  const { result, requests } = await lab.run('payOut', GO, script(5_000));
  expect(result).toMatchObject({ kind: 'answer' });
  expect(resultIn(requests[1])).toContain('paid 5000');
});

test('a call above the limit waits, says what it waits for, and runs when it is approved', async () => {
  const seen = lab.account();
  const run = await lab.start('payOut', GO, script(6_000));
  const [question] = await asked(run);
  expect(question).toMatchObject({
    ...{ tool: 'pay', args: { cents: 6_000 }, why: 'They want it back.', approvers: ['lead', 'head'] },
    approvalId: expect.stringMatching(/^payer\.1\/t1\/0\.toolu_\w+\.0$/) as string,
  });
  expect(Date.parse(question!.expiresAt) - Date.parse(question!.askedAt)).toBe(3_600_000);
  expect(await run.resolveApproval(yes(question!))).toEqual({
    ...{ approvalId: question!.approvalId, decision: 'approve', argsHash: question!.argsHash },
  });
  expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Done.' });
  expect(resultIn(seen().requests[1])).toContain('paid 6000');
  const steps = (await lab.client.ledger(run.id)).steps.map(({ name, decidedBy }) => `${decidedBy} ${name}`);
  expect(steps).toContain('person resolveApproval');
});

test('a refused call does not run, and Claude is told who said what', async () => {
  const seen = lab.account();
  const run = await lab.start('payOut', GO, script(6_000));
  const [question] = await asked(run);
  await run.resolveApproval(yes(question!, { decision: 'deny', comment: 'Too old. "}' }));
  expect(await run.result()).toMatchObject({ kind: 'answer' });
  const told = resultsIn(seen().requests[1])[0]?.content;
  expect(told).toBe(
    'A person ("lead") refused this call and said: "Too old. \\"}". `pay` was not run; do not repeat the call.',
  );
  expect(activitiesIn(await historyOf(lab, run.id)).map(({ name }) => name)).not.toContain('pay');
});

test('changed arguments run instead, checked by the schema; Claude is told, and its call stays as it was', async () => {
  const seen = lab.account();
  const run = await lab.start('payOut', GO, script(6_000));
  const [question] = await asked(run);
  const wrong = await refusalOf(run.resolveApproval(yes(question!, { args: { cents: -1, to: 'me' } })));
  expect(wrong).toMatch(/The changed arguments are not valid:.*cents/s);
  expect(await run.approvals()).toHaveLength(1);
  await run.resolveApproval(yes(question!, { args: { cents: 100 }, comment: 'Half.' }));
  await run.result();
  const { requests } = seen();
  const [result] = resultsIn(requests[1]);
  expect(result?.content).toBe(
    'A person ("lead") changed this call before approving it, and said: "Half.". It ran with these arguments instead: {"cents":100}\n\npaid 100',
  );
  expect(JSON.stringify(requests[1]?.body.messages.at(-2))).toContain('"input":{"cents":6000}');
  const [conversation] = await lab.client.transcript(run.id);
  expect(JSON.stringify(conversation)).toContain('paid 100');
});

test('calls that need nobody run meanwhile', async () => {
  const toolUses = [6_000, 10].map((cents) => ({ name: 'pay', input: { cents } }));
  const run = await lab.start('payOut', GO, [{ toolUses }, say('Done.')]);
  const [question] = await asked(run);
  for await (const step of run.follow()) if (step.name === 'pay' && step.status === 'completed') break;
  expect(await run.approvals()).toHaveLength(1);
  await run.resolveApproval(yes(question!));
  expect(await run.result()).toMatchObject({ kind: 'answer' });
});

describe('an answer is refused, with the reason, and the question stays open:', () => {
  let run: Run;
  let question: OpenApproval;
  beforeAll(async () => {
    run = await lab.start('payOut', GO, script(6_000));
    [question] = (await asked(run)) as [OpenApproval];
  }, 30_000);
  afterAll(async () => {
    await run.resolveApproval(yes(question));
    await run.result();
    expect(await refusalOf(run.resolveApproval(yes(question)))).toMatch(/has ended already/);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['another id', () => yes({ ...question, approvalId: 'x' }), /No call `x` waits.*Waiting: `payer\.1/],
    ['another hash', () => yes({ ...question, argsHash: '0'.repeat(64) }), /`argsHash` is not of the arguments/],
    ['somebody else', () => yes(question, { approver: 'intern' }), /`intern` may not decide this. Asked: lead, head/],
    ['no object', () => 'approve', /takes one object/],
    ['no name', () => yes(question, { approver: ' ' }), /`approver` must say who decides/],
    ['another decision', () => ({ ...yes(question), decision: 'maybe' }), /must be "approve" or "deny"/],
    ['a refusal with arguments', () => yes(question, { decision: 'deny', args: {} }), /only an approval can have it/],
  ])('%s', async (_title, answer, reason) => {
    const sending = lab.client.temporal.workflow
      .getHandle(run.id)
      .executeUpdate('resolveApproval', { args: [answer()] });
    expect(await refusalOf(sending)).toMatch(reason);
    expect(await run.approvals()).toHaveLength(1);
  });
});

test('nobody in time: told to Claude, handed to the next, or thrown, as the rule says', async () => {
  const seen = lab.account();
  const handed = await lab.start('payInTime', GO, [use('pay', { cents: 1 }), say('Done.')]);
  const [first] = await asked(handed);
  expect(first?.approvers).toEqual(['lead']);
  for (;;) {
    const [next] = await handed.approvals();
    if (next?.approvers[0] === 'head') break;
  }
  expect(await handed.result()).toMatchObject({ kind: 'answer' });
  expect(resultIn(seen().requests[1])).toContain('Nobody approved this call in time. `pay` was not run');
  const failing = await lab.start('payOrFail', GO, [use('pay', { cents: 1 })]);
  const error = (await failing.result().catch((thrown: unknown) => thrown)) as { cause: { type: string } };
  expect(error.cause.type).toBe('ApprovalExpired');
}, 30_000);

test('a question outlives the worker that asked it', async () => {
  const other = await openLab({ withWorker: false });
  const first = await startLabWorker(other);
  const run = await other.start('payOut', GO, script(6_000));
  const [question] = await asked(run);
  await first.kill();
  const second = await startLabWorker(other);
  await run.resolveApproval(yes(question!));
  expect((await run.result()) as Outcome<string>).toMatchObject({ kind: 'answer', output: 'Done.' });
  await second.kill();
  await other.close();
}, 60_000);

test('`dw approvals` shows them, `dw approve` and `dw deny` answer them', async () => {
  process.env['TEMPORAL_ADDRESS'] = lab.server.address;
  const dw = async (...args: string[]): Promise<string> => {
    const terminal = recordedTerminal();
    expect([await runDw(args, terminal), terminal.complained]).toEqual([0, []]);
    return terminal.written.join('\n');
  };
  const runs = [await lab.start('payOut', GO, script(6_000))];
  await asked(runs[0]!);
  expect(await dw('approvals')).toMatch(
    /^payOut:\d+ {2}pay .*\n {2}asked of lead or head until .*\n {4}\{\n.*Claude says:\n {4}They want it back\.$/s,
  );
  expect(await dw('approve', runs[0]!.id, '--by', 'lead')).toBe(`pay of ${runs[0]!.id} was approved and runs now.`);
  await runs[0]!.result();
  runs.push(await lab.start('payOut', GO, script(7_000)));
  await asked(runs[1]!);
  expect(JSON.parse(await dw('deny', runs[1]!.id, '--by', 'head', '--json'))).toMatchObject({ decision: 'deny' });
  await runs[1]!.result();
}, 30_000);
