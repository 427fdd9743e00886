/** Ours, as the others are measured: a worker and a client in one process. It needs no installation, only the build. */
import { connect } from 'dynamic-workflows/client';
import { createWorker } from 'dynamic-workflows/worker';
import ours from '../../../lib/bench/ours/worker.js';
import { control } from '../shared/control.mjs';

const worker = await createWorker(ours.workerOptions);
const { temporal: client } = await connect();
void worker.run();

await control({
  start: ({ run, steps, bytes }) =>
    client.workflow.execute('ours', { taskQueue: 'ours', workflowId: run, args: [{ run, steps, bytes }] }),
  resume: ({ run }) => client.workflow.getHandle(run).result(),
  bytes: async ({ run }) => {
    const { raw } = await client.workflow.getHandle(run).describe();
    return Number(raw.workflowExecutionInfo.historySizeBytes);
  },
});
