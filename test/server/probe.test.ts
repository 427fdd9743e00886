import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say, startWorkerProcess, use } from '../../src/testing';
import { activitiesIn, historyOf } from './history';
import { openLab, type Lab } from './lab';

let lab: Lab;
beforeAll(async () => (lab = await openLab({ withWorker: false })), 60_000);
afterAll(() => lab.close());
test('G: killed, then activity reset by an operator', async () => {
  const file = `/tmp/probe-${randomUUID()}`;
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const base = { module: join(__dirname, '../../lib/test/server/fixtures/lab-worker.js'), address: lab.server.address, env: { ANTHROPIC_BASE_URL: lab.simulator.url } };
  const first = await startWorkerProcess({ ...base, onPlace: ({ moment, activity }) => (moment === 'after' && activity === 'post' ? (reach(), new Promise(() => undefined)) : undefined) });
  const run = await lab.start('work', { prompt: 'Go.' }, ({ body }) => (body.messages.length > 1 ? say('Done.') : use('post', { file }, { id: 'toolu_p' })));
  await reached;
  await first.kill();
  await lab.client.temporal.workflowService.resetActivity({ namespace: 'default', execution: { workflowId: run.id }, id: 'worker.1/t1/0.toolu_p.0' });
  const second = await startWorkerProcess(base);
  console.log('G', await run.result().catch((e: unknown) => e), readFileSync(file, 'utf8'), activitiesIn(await historyOf(lab, run.id)));
  await second.stop();
}, 60_000);
