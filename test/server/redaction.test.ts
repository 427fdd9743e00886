/** Secrets of every kind, planted wherever a run can leak them, are found nowhere afterwards; without redaction they are. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connect } from '../../src/client';
import { use, type SimulatedRequest } from '../../src/testing';
import { formsOf, PLANTED } from '../codecs/planted-secrets';
import { dataConverter } from './fixtures/leaky-worker';
import { historyOf } from './history';
import { openLab, type Lab } from './lab';
import { readableIn } from './sealed';

const DW = join(__dirname, '../../lib/src/cli/dw.js');
const CONFIG = join(__dirname, '../../lib/test/server/fixtures/leaky-worker.js');

const leaks = PLANTED.flatMap(({ text }) => formsOf(text));

let lab: Lab;
beforeAll(async () => (lab = await openLab({ withWorker: false })), 60_000);
afterAll(() => lab.close());

/** Everything that can be read of one run of the leaky pipeline, by where it stands. */
async function traces(redacts: boolean): Promise<Record<string, string>> {
  lab.simulator.setScript(({ body }: SimulatedRequest) => {
    const turn = body.messages.filter(({ role }) => role === 'assistant').length;
    if (turn === 0)
      return { ...use('returnThem', { told: leaks.join('\n') }), text: leaks.join('\n'), thinking: 'Hm.' };
    if (turn === 1)
      return {
        toolUses: ['tellThem', 'throwThem', 'returnThem'].map((name) => ({
          name,
          input: name === 'returnThem' ? { told: 'all' } : {},
        })),
      };
    return { text: leaks.join('\n') };
  });
  const env = { TEMPORAL_ADDRESS: lab.server.address, ANTHROPIC_BASE_URL: lab.simulator.url };
  const worker = spawn(process.execPath, [DW, 'worker', '--config', CONFIG, '--health-port', '0'], {
    env: { ...process.env, ...env, REDACTS: redacts ? 'yes' : 'no' },
  });
  let logs = '';
  for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (data) => (logs += String(data)));
  const client = await connect({ address: lab.server.address, ...(redacts && { dataConverter }) });
  const seen = lab.account();
  try {
    const run = await client.start('leak', { id: `leak:${redacts}`, taskQueue: 'leaky', input: { given: leaks } });
    const heartbeats = beatsOf(run.id);
    const failure = await run.result().catch((error: unknown) => error as Error);
    const [history, exported] = await Promise.all([historyOf(lab, run.id), client.export(run.id)]);
    const url = /Health: (\S+)/.exec(logs)?.[1] ?? '';
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const requests = seen().requests.map(({ body }) => JSON.stringify(body));
    const ledger = JSON.stringify(exported.ledger);
    return {
      ...{ history: readableIn(history), transcript: JSON.stringify(exported.transcript), ledger, logs, metrics },
      heartbeats: await heartbeats,
      ...{ failure: String(failure && (failure as Error & { cause?: Error }).cause), requests: requests.join('\n') },
    };
  } finally {
    worker.kill('SIGTERM');
    await once(worker, 'close');
    await client.close();
  }
}

/** What the server tells of the tool that is tried again, while it waits. */
async function beatsOf(workflowId: string): Promise<string> {
  const { workflowService, options } = lab.client.temporal;
  for (;;) {
    const asked = { namespace: options.namespace, execution: { workflowId } };
    const { pendingActivities, workflowExecutionInfo } = await workflowService.describeWorkflowExecution(asked);
    const pending = pendingActivities?.find(({ activityType }) => activityType?.name === 'throwThem');
    if (pending?.heartbeatDetails && pending.lastFailure) return readableIn(pending);
    if (workflowExecutionInfo?.closeTime) throw new Error('The tool was never seen waiting.');
  }
}

/** Which secrets stand in a text, whatever JSON made of their line ends. */
function foundIn(text: string): readonly string[] {
  const forms = PLANTED.map(({ secret, text: whole }) => [secret, ...formsOf(whole).slice(1)]);
  return forms.flatMap((each) =>
    each.filter((form) => text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1))),
  );
}

test('without redaction they stand in history, logs and requests', async () => {
  const { history = '', logs = '', requests = '', heartbeats = '' } = await traces(false);
  for (const text of [history, logs, requests, heartbeats]) expect(foundIn(text)).toHaveLength(3 * PLANTED.length);
}, 120_000);

test('with it they are found nowhere, and the run goes as far as it did', async () => {
  const found = await traces(true);
  for (const [place, text] of Object.entries(found)) {
    expect({ place, found: foundIn(text) }).toEqual({ place, found: [] });
    expect({ place, length: text.length > 20 }).toEqual({ place, length: true });
  }
  for (const { kind } of PLANTED) expect(found['history']).toContain(`[redacted:${kind}]`);
  expect(found['logs']).toContain('leaking the key is [redacted:anthropic-key] for now');
  expect(found['requests']).toMatch(/Everything here is kept|everything here is kept/);
  expect(found['transcript']).toContain('"name":"throwThem"');
}, 120_000);
