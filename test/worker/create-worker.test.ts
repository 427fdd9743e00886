/** A ready-made worker: what it refuses before anything runs. Running ones are tested on a server. */
import { createWorker } from '../../src/worker';

const base = { taskQueue: 'q', tools: {}, apiKey: 'k' };
const environment = { ...process.env };
const CLOSED = '127.0.0.1:1';

afterEach(() => {
  process.env = { ...environment };
});

test('a worker without workflows is refused, with both ways to give them', async () => {
  await expect(createWorker({ ...base, address: CLOSED })).rejects.toThrow(
    new TypeError(
      'A worker needs its workflows: pass `workflowsPath`, the path of their module, or a `workflowBundle`.',
    ),
  );
});

test('a missing key is refused before a connection is tried', async () => {
  delete process.env['ANTHROPIC_API_KEY'];
  await expect(
    createWorker({ taskQueue: 'q', tools: {}, workflowsPath: '/workflows.js', address: CLOSED }),
  ).rejects.toThrow(/There is no key for Claude/);
});

test('a server that does not answer is told by its address, with the cure and the cause', async () => {
  const failing = createWorker({ ...base, workflowsPath: '/workflows.js', address: CLOSED });
  await expect(failing).rejects.toThrow(
    `No Temporal server answers at \`${CLOSED}\`. Start one with \`npx dw temporal\`, or set TEMPORAL_ADDRESS;`,
  );
  await expect(failing).rejects.toHaveProperty('cause.message');
}, 30_000);

test('the address comes from the environment where none is given', async () => {
  process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:2';
  await expect(createWorker({ ...base, workflowsPath: '/workflows.js' })).rejects.toThrow(
    'No Temporal server answers at `127.0.0.1:2`.',
  );
}, 30_000);
