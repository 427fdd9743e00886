/** Approvers with keys: a name alone decides nothing, and a signature decides one thing once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDw } from '../../src/cli/program';
import { signApproval, type ApprovalAnswer, type OpenApproval, type Run } from '../../src/client';
import { say, use } from '../../src/testing';
import { recordedTerminal } from '../cli/recorded-terminal';
import { asked, GO, refusalOf, resultIn, script, yes } from './approval-desk';
import { PRIVATE_KEY, PUBLIC_KEY } from './fixtures/approver-key';
import { openLab, type Lab } from './lab';

let lab: Lab;
let run: Run;
let question: OpenApproval;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());
beforeEach(async () => {
  run = await lab.start('paySigned', GO, script(6_000));
  [question] = (await asked(run)) as [OpenApproval];
});

const signed = (answer: ApprovalAnswer, validMs?: number): ApprovalAnswer =>
  signApproval(question, answer, PRIVATE_KEY, validMs === undefined ? {} : { validMs });
const refused = (answer: ApprovalAnswer): Promise<string> => refusalOf(run.resolveApproval(answer));
const finish = async (): Promise<void> => {
  await run.resolveApproval(signed(yes(question)));
  await run.result();
};

test('a signed answer counts, with edited arguments too; an unsigned one does not', async () => {
  const seen = lab.account();
  expect(question.signing).toEqual({
    namespace: 'default',
    workflowId: run.id,
    firstRunId: run.runId,
    runId: run.runId,
  });
  expect(await refused(yes(question))).toMatch(/has to be signed: dw approve --key FILE/);
  await run.resolveApproval(signed(yes(question, { args: { cents: 10 } })));
  await run.result();
  expect(resultIn(seen().requests.at(-1))).toContain('paid 10');
});

test.each<[string, (answer: ApprovalAnswer) => ApprovalAnswer, string]>([
  [
    'arguments put in afterwards',
    (answer) => ({ ...signed(answer), args: { cents: 60_000 } }),
    'it is for other arguments',
  ],
  [
    'a yes made of a no',
    (answer) => ({ ...signed({ ...answer, decision: 'deny' }), decision: 'approve' }),
    'it is for another decision',
  ],
  ['an expired one', (answer) => signed(answer, -60_000), 'it expired at'],
  ['another comment', (answer) => ({ ...signed(answer), comment: 'Pay more.' }), 'it is for another comment'],
])('%s is refused, and the question stays open', async (_what, forge, why) => {
  expect(await refused(forge(yes(question)))).toContain(`The signature does not count: ${why}`);
  expect(await run.approvals()).toHaveLength(1);
  await finish();
});

test('one that was used is not good again: not here, not for another run, not after a reset', async () => {
  const token = signed(yes(question, { args: { cents: -1 } }));
  expect(await refused(token)).toMatch(/The changed arguments are not valid/);
  expect(await refused(token)).toMatch(/it was used before/);
  const good = signed(yes(question));
  await run.resolveApproval(good);
  expect(await refused(good)).toMatch(/was answered with approve|has ended/);
  await run.result();
  const other = await lab.start('paySigned', GO, script(6_000));
  const [theirs] = await asked(other);
  const foreign = { ...good, approvalId: theirs!.approvalId, argsHash: theirs!.argsHash };
  expect(await refusalOf(other.resolveApproval(foreign))).toMatch(/it is for another workflow/);
  await other.resolveApproval(signApproval(theirs!, yes(theirs!), PRIVATE_KEY));
  await other.result();
  lab.simulator.setScript(({ body }) => (body.messages.length > 1 ? say('Again.') : use('pay', { cents: 6_000 })));
  const again = await lab.client.reset(run.id, { before: question.approvalId });
  const [anew] = await asked(again);
  expect(await refusalOf(again.resolveApproval(good))).toMatch(/it is for the run before a reset/);
  await again.resolveApproval(signApproval(anew!, yes(anew!), PRIVATE_KEY));
  await again.result();
}, 30_000);

test('`dw key` tells the public half, `dw approve --key` signs', async () => {
  process.env['TEMPORAL_ADDRESS'] = lab.server.address;
  const folder = mkdtempSync(join(tmpdir(), 'dw-key-'));
  const dw = async (...args: string[]): Promise<[number, string]> => {
    const terminal = recordedTerminal();
    return [await runDw(args, terminal), [...terminal.written, ...terminal.complained].join('\n')];
  };
  const file = join(folder, 'key.pem');
  writeFileSync(file, PRIVATE_KEY);
  expect(await dw('key', file)).toEqual([0, PUBLIC_KEY]);
  expect(await dw('key', join(folder, 'new.pem'))).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}\nMade /)]);
  expect(await dw('approve', run.id, '--by', 'lead', '--key', join(folder, 'new.pem'))).toEqual([
    1,
    expect.stringContaining('it is not signed with the key of `lead`'),
  ]);
  expect(await dw('approve', run.id, '--by', 'lead', '--key', file)).toEqual([
    0,
    expect.stringContaining('was approved'),
  ]);
  await run.result();
  rmSync(folder, { recursive: true });
});
