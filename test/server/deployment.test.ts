/** Two builds of one worker with runs in flight: who gets which run, and when an agent moves to the newer build. */
import type { Worker } from '@temporalio/worker';
import { runDw } from '../../src/cli/program';
import { say, use, type SimulatedRequest } from '../../src/testing';
import { createWorker } from '../../src/worker';
import { recordedTerminal } from '../cli/recorded-terminal';
import * as tools from './fixtures/lab-tools';
import { openLab, type Lab } from './lab';

/** Runs of the ramp: all on one side is a matter of one in half a million. */
const RAMPED_RUNS = 20;

let lab: Lab;
const environment = { ...process.env };
const workers: { worker: Worker; running: Promise<void> }[] = [];
beforeAll(async () => {
  lab = await openLab({ withWorker: false });
  process.env['TEMPORAL_ADDRESS'] = lab.server.address;
}, 60_000);
afterAll(async () => {
  process.env = environment;
  for (const { worker } of workers) worker.shutdown();
  await Promise.all(workers.map(({ running }) => running));
  await lab.close();
});

/** A worker of the laboratory that polls as this build. */
async function startBuild(buildId: string): Promise<void> {
  const worker = await createWorker({
    ...{ taskQueue: lab.taskQueue, workflowsPath: require.resolve('./fixtures/lab-workflows'), tools },
    ...{ apiKey: 'test', baseURL: lab.simulator.url, address: lab.server.address },
    deployment: { name: 'lab', buildId },
  });
  workers.push({ worker, running: worker.run() });
}

async function deploy(...args: string[]): Promise<string> {
  const terminal = recordedTerminal();
  const code = await runDw(['deploy', 'lab', ...args], terminal);
  if (code !== 0) throw new Error(terminal.complained.join('\n'));
  return terminal.written.join('\n');
}

/** Asks again until a build is known: the server learns of it when it polls. */
async function deployed(...args: string[]): Promise<string> {
  for (;;) {
    try {
      return await deploy(...args);
    } catch (error) {
      if (!/Start a worker of this build first/.test(String(error))) throw error;
    }
  }
}

async function buildOf(workflowId: string, runId?: string): Promise<string | undefined> {
  const { raw } = await lab.client.temporal.workflow.getHandle(workflowId, runId).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId ?? undefined;
}

const pays = ({ body }: SimulatedRequest) => (body.messages.length < 3 ? use('pay', { cents: 9_000 }) : say('Paid.'));
const answers = () => say('Done.');

test('before a build is current nothing runs; then old runs end on the old build and new ones start on the new', async () => {
  await startBuild('one');
  const old = await lab.start('payOut', { prompt: 'Pay.' }, pays);
  expect(await deployed()).toMatch(/^build {2}new runs {2}open runs\none .*No build is current/s);
  expect(lab.simulator.requests).toHaveLength(0);
  expect(await deployed('--current', 'one')).toMatch(/one {4}current/);
  await until(async () => (await old.approvals()).length > 0);

  await startBuild('two');
  expect(await deployed('--current', 'two')).toMatch(/two {4}current/);
  const fresh = await lab.start('work', { prompt: 'Go.' }, answers);
  expect(await fresh.result()).toMatchObject({ kind: 'answer' });
  expect(await buildOf(fresh.id)).toBe('two');

  lab.simulator.setScript(pays);
  const [approval] = await old.approvals();
  if (!approval) throw new Error('The approval is gone.');
  const { approvalId, argsHash } = approval;
  await old.resolveApproval({ approvalId, argsHash, decision: 'approve', approver: 'lead' });
  expect(await old.result()).toMatchObject({ kind: 'answer', output: 'Paid.' });
  expect(await buildOf(old.id)).toBe('one');
}, 90_000);

test('a ramp gives some new runs to a build, and none when it ends', async () => {
  await deployed('--current', 'one');
  expect(await deployed('--ramp', 'two', '--percent', '50')).toMatch(/two {4}50 %/);
  const runs = await Promise.all(
    Array.from({ length: RAMPED_RUNS }, (_, at) => lab.start('work', { prompt: `Run ${at}.` }, answers)),
  );
  await Promise.all(runs.map((run) => run.result()));
  const builds = await Promise.all(runs.map(({ id }) => buildOf(id)));
  expect(new Set(builds)).toEqual(new Set(['one', 'two']));

  expect(await deployed('--no-ramp')).not.toMatch(/%/);
  const last = await lab.start('work', { prompt: 'Go.' }, answers);
  await last.result();
  expect(await buildOf(last.id)).toBe('one');
}, 90_000);

test('an agent of its own moves to the current build at the end of a turn, with its whole conversation', async () => {
  await deployed('--current', 'one');
  let isMoved = false;
  const script = ({ body: { messages } }: SimulatedRequest) =>
    isMoved && messages.length > 5 ? say('Done.') : use('wait', { ms: 200 });
  const run = await lab.start('liveLong', { prompt: 'Live.' }, script);
  const first = await lab.client.temporal.workflow.getHandle(run.id).describe();
  await until(() => lab.simulator.requests.some(({ body }) => (body.messages?.length ?? 0) > 3));
  await deployed('--current', 'two');
  await until(async () => (await lab.client.temporal.workflow.getHandle(run.id).describe()).runId !== first.runId);
  isMoved = true;
  expect(await run.result()).toMatchObject({ kind: 'answer', output: 'Done.' });
  expect(await buildOf(run.id, first.runId)).toBe('one');
  expect(await buildOf(run.id)).toBe('two');
  const [prompt] = lab.simulator.requests.at(-1)?.body.messages ?? [];
  expect(JSON.stringify(prompt)).toContain('Live.');
}, 90_000);

test('a build that the server has not met is refused, and says what to start', async () => {
  await expect(deploy('--current', 'three')).rejects.toThrow(
    /refuses deployment `lab`.*Start a worker of this build first/,
  );
  expect(await runDw(['deploy', 'lab', '--ramp', 'two'], recordedTerminal())).toBe(2);
  expect(await runDw(['deploy', '--current', 'two'], recordedTerminal())).toBe(2);
}, 30_000);

/** Polls, since nobody tells when. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}
