/** Reproductions: a `once` tool is started a second time. Copy into test/server/ to run. Each expects what the design promises, and fails today. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say, startWorkerProcess, use, type Script } from '../../src/testing';
import { historyOf } from './history';
import { openLab, type Lab } from './lab';

const folder = mkdtempSync(join(tmpdir(), 'dw-once-'));
afterAll(() => rmSync(folder, { recursive: true }));
const startsIn = (file: string): number => readFileSync(file, 'utf8').trim().split('\n').length;
const script = (file: string, ms: number): Script => ({ body }) =>
  body.messages.length > 1
    ? say('Done.')
    : { toolUses: [{ name: 'post', input: { file, ms }, id: 'toolu_p' }, { name: 'echo', input: { text: 'x' }, id: 'toolu_e' }] };

describe('a workflow reset', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await openLab()), 60_000);
  afterAll(() => lab.close());

  /** `task`: 1 acts upon the reply, before `post` is scheduled; 2 comes after it was scheduled. */
  const resetTo = async (id: string, task: number): Promise<string> => {
    const events = (await historyOf(lab, id)).filter((event) => event.workflowTaskCompletedEventAttributes);
    const { workflowService, options } = lab.client.temporal;
    const target = { namespace: options.namespace, workflowExecution: { workflowId: id }, workflowTaskFinishEventId: events[task]!.eventId! };
    return (await workflowService.resetWorkflowExecution({ ...target, reason: 'test', requestId: randomUUID() })).runId;
  };

  test('of a finished run does not start a once tool again', async () => {
    const file = join(folder, 'finished');
    const run = await lab.start('work', { prompt: 'Go.' }, script(file, 0));
    await run.result();
    const runId = await resetTo(run.id, 1);
    await (await lab.client.run(run.id, runId)).result();
    expect(startsIn(file)).toBe(1); // is 2
  }, 60_000);

  test('of a run whose once tool is running does not start it again', async () => {
    const file = join(folder, 'running');
    const run = await lab.start('work', { prompt: 'Go.' }, script(file, 4_000));
    for await (const step of run.follow()) if (step.name === 'echo') break;
    while ((await historyOf(lab, run.id)).filter((event) => event.workflowTaskCompletedEventAttributes).length < 3) await sleep(20);
    const runId = await resetTo(run.id, 2);
    await (await lab.client.run(run.id, runId)).result();
    expect(startsIn(file)).toBe(1); // is 2, with both alive at once
  }, 60_000);
});

describe('an operator, after the worker was killed and its heartbeat timed out,', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await openLab({ withWorker: false })), 60_000);
  afterAll(() => lab.close());

  test.each(['reset', 'unpause'])('does not start a once tool again by %s', async (how) => {
    const file = join(folder, how);
    let reach = (): void => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const base = { module: join(__dirname, '../../lib/test/server/fixtures/lab-worker.js'), address: lab.server.address, env: { ANTHROPIC_BASE_URL: lab.simulator.url } };
    const first = await startWorkerProcess({
      ...base,
      onPlace: ({ moment, activity }) => (moment === 'after' && activity === 'post' ? (reach(), new Promise(() => undefined)) : undefined),
    });
    const run = await lab.start('work', { prompt: 'Go.' }, ({ body }) => (body.messages.length > 1 ? say('Done.') : use('post', { file }, { id: 'toolu_p' })));
    await reached;
    await first.kill();
    const { workflowService } = lab.client.temporal;
    const where = { namespace: 'default', execution: { workflowId: run.id }, id: 'worker.1/t1/0.toolu_p.0' };
    const attempt = async () => (await lab.client.temporal.workflow.getHandle(run.id).describe()).raw.pendingActivities?.[0]?.attempt;
    while ((await attempt()) !== 2) await sleep(50);
    if (how === 'reset') await workflowService.resetActivity(where); // temporal activity reset
    else {
      await workflowService.pauseActivity({ ...where, reason: 'test' });
      await workflowService.unpauseActivity({ ...where, resetAttempts: true }); // temporal activity unpause --reset-attempts
    }
    const second = await startWorkerProcess(base);
    await run.result();
    expect(startsIn(file)).toBe(1); // is 2, both with attempt 1
    await second.stop();
  }, 60_000);
});
