/** What must not make an approval count for something else, or twice: changes on the way, lost answers, resets. */
import { runDw } from '../../src/cli/program';
import { say, use } from '../../src/testing';
import { recordedTerminal } from '../cli/recorded-terminal';
import { asked, GO, refusalOf, resultIn, script, yes } from './approval-desk';
import { activitiesIn, historyOf } from './history';
import { openLab, type Lab } from './lab';

let lab: Lab;
beforeAll(async () => (lab = await openLab()), 60_000);
afterAll(() => lab.close());

const updatesOf = async (id: string, runId?: string): Promise<(string | null | undefined)[]> =>
  (await historyOf(lab, id, runId)).flatMap((event) => {
    const outcome = event.workflowExecutionUpdateCompletedEventAttributes?.outcome;
    return outcome ? [outcome.failure ? outcome.failure.message : 'taken'] : [];
  });

describe('a call that is changed on its way is refused by its activity, which reads history', () => {
  let changing: Lab;
  beforeAll(async () => {
    const workflowModules = [require.resolve('./fixtures/changing-interceptor')];
    changing = await openLab({ worker: { interceptors: { workflowModules } } });
  }, 60_000);
  afterAll(() => changing.close());

  test.each([
    ['arguments, hash and approval alike', 6_000, 'other arguments were approved'],
    ['the name of who approved it', 7_000, 'it was `lead` who approved it'],
    ['arguments and hash, and the approval is gone', 8_000, 'other arguments were approved'],
    ['arguments and hash of one that needs nobody', 500, 'Claude asked for it with other arguments'],
    ['the tool', 600, 'Claude did not ask for it'],
  ])('%s', async (_what, cents, why) => {
    const seen = changing.account();
    const run = await changing.start('payOut', GO, script(cents));
    if (cents > 5_000) {
      const [question] = await asked(run);
      await run.resolveApproval(yes(question!));
    }
    await run.result();
    const events = await historyOf(changing, run.id);
    const failure = events.find((event) => event.activityTaskFailedEventAttributes)?.activityTaskFailedEventAttributes;
    expect(failure?.failure).toMatchObject({
      message: `This call is not the one that was decided: ${why}. Nothing was run.`,
      applicationFailureInfo: { type: 'ArgumentsChanged', nonRetryable: true },
    });
    expect(resultIn(seen().requests[1])).not.toContain('paid');
  });
});

test('an answer that is sent twice counts once, and both hear the same; its id is good for no other answer', async () => {
  const run = await lab.start('payOut', GO, script(6_000));
  const [question] = await asked(run);
  const answer = yes(question!, { answerId: 'try-1', args: { cents: 50 } });
  const [first, second] = await Promise.all([run.resolveApproval(answer), run.resolveApproval(answer)]);
  expect(second).toEqual(first);
  expect(await refusalOf(run.resolveApproval({ ...answer, args: { cents: 60 } }))).toMatch(
    /another answer before|ended/,
  );
  expect(await run.result()).toMatchObject({ kind: 'answer' });
  expect(activitiesIn(await historyOf(lab, run.id)).filter(({ name }) => name === 'checkArguments')).toHaveLength(1);
});

test('two people who change the arguments at once: one counts, the other hears so', async () => {
  const seen = lab.account();
  const run = await lab.start('payOut', GO, script(6_000));
  const [question] = await asked(run);
  const answers = [10, 20].map((cents, at) => yes(question!, { args: { cents }, approver: ['lead', 'head'][at]! }));
  const ended = await Promise.allSettled(answers.map((answer) => run.resolveApproval(answer)));
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await run.result();
  const cents = ended[0]!.status === 'fulfilled' ? 10 : 20;
  expect(resultIn(seen().requests[1])).toContain(`paid ${cents}`);
});

describe('a reset', () => {
  const dw = async (...args: string[]): Promise<string> => {
    process.env['TEMPORAL_ADDRESS'] = lab.server.address;
    const terminal = recordedTerminal();
    expect([await runDw(args, terminal), terminal.complained]).toEqual([0, []]);
    return terminal.written.join('\n');
  };

  test.each([
    ['before the call is asked about', 'payer.1/t1'],
    ['before the call that was approved', (approvalId: string) => approvalId],
    ['before the turn after it', 'payer.1/t2'],
  ])('to %s neither repeats an approval nor spoils the next one', async (_where, to) => {
    const run = await lab.start('payOut', GO, [use('pay', { cents: 6_000 }, { id: 'toolu_r' }), say('Done.')]);
    const [question] = await asked(run);
    await run.resolveApproval(yes(question!));
    await run.result();
    const before = typeof to === 'string' ? to : to(question!.approvalId);
    const isAskedAgain = before !== 'payer.1/t2';
    const seen = lab.account();
    lab.simulator.setScript(({ body }) =>
      body.messages.length > 1 ? say('Again.') : use('pay', { cents: 6_000 }, { id: 'toolu_r' }),
    );
    const { runId } = JSON.parse(await dw('reset', run.id, '--before', before, '--json')) as { runId: string };
    const again = await lab.client.run(run.id, runId);
    if (isAskedAgain) {
      const [anew] = await asked(again);
      expect(anew).toMatchObject({ approvalId: question!.approvalId, argsHash: question!.argsHash });
      expect(activitiesIn(await historyOf(lab, run.id, runId)).map(({ name }) => name)).not.toContain('pay');
      await again.resolveApproval(yes(anew!));
    }
    expect(await again.result()).toMatchObject({ output: 'Again.' });
    expect(await updatesOf(run.id, runId)).toEqual(['taken']);
    expect(resultIn(seen().requests.at(-1))).toContain('paid 6000');
  });

  test('to a step that the run does not have says so', async () => {
    const { id } = await lab.run('payOut', GO, script(5));
    await expect(lab.client.reset(id, { before: 'payer.1/t9' })).rejects.toThrow(/has no step `payer.1\/t9`/);
  });
});
