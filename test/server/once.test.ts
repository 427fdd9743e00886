/** Effects that must not happen twice, whatever an operator, a crash or a reset does; the effects land in another process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../src/client';
import { say, use, type Place, type SimulatedRequest } from '../../src/testing';
import { historyOf } from './history';
import { openLab, startLabWorker, type Lab } from './lab';
import { firstTask, resetRun, taskBefore } from './resets';

const folder = mkdtempSync(join(tmpdir(), 'dw-once-'));
let outside: ChildProcess;
let url: string;
let lab: Lab;
let calls = 0;

/** Effects as somebody else sees them: a process that writes down every request and deduplicates nothing. */
const OUTSIDE = `
const effects = [];
require('node:http').createServer((request, response) => {
  if (request.method === 'GET') return response.end(JSON.stringify(effects));
  effects.push(request.url);
  setTimeout(() => response.end('posted'), Number(new URL(request.url, 'http://x').searchParams.get('ms')));
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
`;

beforeAll(async () => {
  writeFileSync(join(folder, 'outside.js'), OUTSIDE);
  outside = spawn(process.execPath, [join(folder, 'outside.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(outside.stdout!, 'data')) as [Buffer];
  url = `http://127.0.0.1:${String(port).trim()}`;
  lab = await openLab();
}, 60_000);

afterAll(async () => {
  outside.kill('SIGKILL');
  await lab.close();
  rmSync(folder, { recursive: true });
  for (const file of readdirSync(tmpdir()).filter((name) => name.startsWith(`dw-once-keys-letter${process.pid}-`)))
    rmSync(join(tmpdir(), file));
});

/** A letter of its own for each test. */
function letter(ms = 0, fences = 'cannot'): { id: string; input: { url: string; ms: number; fences: string } } {
  const id = `letter${process.pid}-${++calls}`;
  return { id, input: { url: `${url}/${id}`, ms, fences } };
}

async function effectsOf(id: string): Promise<number> {
  const effects = (await (await fetch(url)).json()) as string[];
  return effects.filter((path) => path.startsWith(`/${id}?`)).length;
}

async function untilSent(id: string): Promise<void> {
  while ((await effectsOf(id)) === 0) await sleep(20);
}

const told = (request: SimulatedRequest | undefined): string => JSON.stringify(request?.body.messages.at(-1)?.content);
const UNKNOWN = /It is not known whether `send` took effect/;

test('calmly it runs once, and its claim stands in history before it', async () => {
  const { id, input } = letter();
  const { requests, id: runId } = await lab.run('sendLetters', { prompt: 'Go.' }, [use('send', input), say('Done.')]);
  expect([await effectsOf(id), told(requests[1])]).toEqual([1, expect.stringContaining('posted')]);
  const events = await historyOf(lab, runId);
  const claimed = events.findIndex(
    (event) => event.workflowExecutionSignaledEventAttributes?.signalName === 'claimOnce',
  );
  expect(claimed).toBeGreaterThan(0);
  const steps = (await lab.client.ledger(runId)).steps.map(({ name }) => name);
  expect(steps).toEqual(['Claude', 'send', 'Claude']);
});

describe('a workflow that is reset', () => {
  test('to before the call was scheduled, after it ended: the new run takes over the result', async () => {
    const { id, input } = letter();
    const script = [use('send', input), say('Done.'), say('Done again.')];
    const run = await lab.start('sendLetters', { prompt: 'Go.' }, script);
    await run.result();
    const again = await resetRun(lab, run, taskBefore('send'));
    expect(await again.result()).toMatchObject({ output: 'Done again.' });
    expect(await effectsOf(id)).toBe(1);
    expect(told(lab.simulator.requests.at(-1))).toContain('posted');
  }, 60_000);

  test('to before the call was scheduled, while it ran: not started again, and told as unknown', async () => {
    const { id, input } = letter(2_000);
    const run = await lab.start('sendLetters', { prompt: 'Go.' }, [use('send', input), say('Done.')]);
    await untilSent(id);
    const again = await resetRun(lab, run, taskBefore('send'));
    expect(await again.result()).toMatchObject({ output: 'Done.' });
    expect(await effectsOf(id)).toBe(1);
    expect(told(lab.simulator.requests.at(-1))).toMatch(UNKNOWN);
  }, 60_000);

  test('to before Claude asked for it: the same call under another id has the result of the first', async () => {
    const { id, input } = letter();
    const script = [use('send', input), say('Done.'), use('send', input), say('Done again.')];
    const run = await lab.start('sendLetters', { prompt: 'Go.' }, script);
    await run.result();
    const again = await resetRun(lab, run, firstTask);
    expect(await again.result()).toMatchObject({ output: 'Done again.' });
    expect(await effectsOf(id)).toBe(1);
    expect(told(lab.simulator.requests.at(-1))).toContain('posted');
  }, 60_000);
});

/** What an operator does to the activity while its effect is under way. */
const OPERATORS: Record<string, (run: Run, activityId: string) => Promise<unknown>> = {
  'resets the activity': (run, id) => activity('resetActivity', run, id, { resetHeartbeat: true }),
  'pauses and unpauses it': async (run, id) => {
    await activity('pauseActivity', run, id);
    await sleep(300);
    await activity('unpauseActivity', run, id, { resetAttempts: true, resetHeartbeat: true });
  },
  'changes its options': (run, id) =>
    activity('updateActivityOptions', run, id, {
      activityOptions: { startToCloseTimeout: { seconds: 300 } },
      updateMask: { paths: ['start_to_close_timeout'] },
    }),
};

function activity(
  method: 'resetActivity' | 'pauseActivity' | 'unpauseActivity' | 'updateActivityOptions',
  { id: workflowId, runId }: Run,
  activityId: string,
  more: object = {},
): Promise<unknown> {
  const service = dark.client.temporal.workflowService as unknown as Record<
    typeof method,
    (asked: object) => Promise<unknown>
  >; // they all take this
  return service[method]({ namespace: 'default', execution: { workflowId, runId }, id: activityId, ...more });
}

async function scheduledId(run: Run, name: string): Promise<string> {
  const events = await historyOf(dark, run.id);
  const scheduled = events.map(({ activityTaskScheduledEventAttributes }) => activityTaskScheduledEventAttributes);
  return scheduled.find((attributes) => attributes?.activityType?.name === name)?.activityId ?? '';
}

/** A server whose workers come and go, and so do those that hold an effect under way. */
let dark: Lab;
beforeAll(async () => (dark = await openLab({ withWorker: false })), 60_000);
afterAll(() => dark.close());

/** Until a worker comes to the place where it is about to start the tool; held there until it dies. */
function heldBefore(activity: string) {
  let arrive = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const onPlace = (place: Place): Promise<void> | undefined => {
    if (place.activity !== activity || place.moment !== 'before') return undefined;
    arrive();
    return new Promise(() => undefined);
  };
  return { reached, onPlace };
}

test('a worker that dies before it claimed the call costs nothing: another one runs it', async () => {
  const { id, input } = letter();
  const seen = dark.account();
  const { reached, onPlace } = heldBefore('send');
  const first = await startLabWorker(dark, onPlace);
  const run = await dark.start('sendLetters', { prompt: 'Go.' }, [use('send', input), say('Done.')]);
  await reached;
  await first.kill();
  const second = await startLabWorker(dark);
  await run.result();
  await second.kill();
  expect([await effectsOf(id), told(seen().requests[1])]).toEqual([1, expect.stringContaining('posted')]);
}, 60_000);

test('a run that is reset twice at the same place has the result of what the first new run did', async () => {
  const { id, input } = letter();
  const seen = dark.account();
  const { reached, onPlace } = heldBefore('send');
  const first = await startLabWorker(dark, onPlace);
  const run = await dark.start('sendLetters', { prompt: 'Go.' }, [use('send', input), say('Done.'), say('Done.')]);
  await reached;
  await first.kill();
  const second = await startLabWorker(dark);
  await (await resetRun(dark, run, taskBefore('send'))).result();
  await (await resetRun(dark, run, taskBefore('send'))).result();
  await second.kill();
  expect([await effectsOf(id), told(seen().requests.at(-1))]).toEqual([1, expect.stringContaining('posted')]);
}, 90_000);

/** Kills the worker while the effect is under way, after whatever else goes wrong; another worker goes on. */
async function killed(
  fences: string,
  script: (input: object) => Parameters<Lab['start']>[2],
  meanwhile: (run: Run, activityId: string) => Promise<unknown> = async () => undefined,
) {
  const { id, input } = letter(3_000, fences);
  const seen = dark.account();
  const first = await startLabWorker(dark);
  const run = await dark.start('sendLetters', { prompt: 'Go.' }, script(input));
  await untilSent(id);
  await meanwhile(run, await scheduledId(run, 'send'));
  await first.kill();
  const second = await startLabWorker(dark);
  await run.result();
  const { steps } = await dark.client.ledger(run.id);
  await second.kill();
  return { id, requests: seen().requests, steps: steps.map(({ name, status }) => `${name} ${status}`) };
}

test.each(Object.keys(OPERATORS))(
  'an operator %s, and the worker dies: one effect, and its outcome is told as unknown',
  async (what) => {
    const { id, requests } = await killed('cannot', (input) => [use('send', input), say('Done.')], OPERATORS[what]);
    expect(await effectsOf(id)).toBe(1);
    expect(told(requests[1])).toMatch(UNKNOWN);
  },
  60_000,
);

describe('an unknown outcome', () => {
  test('is told where nobody can find out, and the same call is refused from then on', async () => {
    const { id, requests } = await killed('cannot', (input) => [use('send', input), use('send', input), say('Done.')]);
    expect(await effectsOf(id)).toBe(1);
    expect(told(requests[1])).toMatch(UNKNOWN);
    expect(told(requests[2])).toContain('so it was not run again');
  }, 60_000);

  test('is a yes where `verify` says so, with its result', async () => {
    const { id, requests, steps } = await killed('yes', (input) => [use('checkAndSend', input), say('Done.')]);
    expect(await effectsOf(id)).toBe(1);
    expect(told(requests[1])).toContain('verified');
    expect(steps).toEqual(['Claude completed', 'checkAndSend failed', 'verifyOutcome completed', 'Claude completed']);
  }, 60_000);

  test('is run again after a fenced no, under a key of its own', async () => {
    const fenced = await killed('no', (input) => [use('checkAndSend', input), say('Done.')]);
    expect(await effectsOf(fenced.id)).toBe(2); // the fence of this test lies: it stands for an effect that did not happen
    expect(new Set(keysOf(fenced.id)).size).toBe(2);
  }, 60_000);

  const keysOf = (id: string): string[] =>
    readFileSync(join(tmpdir(), `dw-once-keys-${id}`), 'utf8')
      .trim()
      .split('\n');
});
