/** A peer on Temporal: a worker of its own defaults, and a client that starts the workflow `work`. */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { control } from './control.mjs';

/** Starts the worker, then offers control over it. */
export async function serve({ activities, workflowsPath, plugins = [] }) {
  const address = process.env.TEMPORAL_ADDRESS;
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({ connection, taskQueue: 'peer', workflowsPath, activities, plugins });
  const client = new Client({ connection: await Connection.connect({ address }), plugins });
  void worker.run();
  await control({
    start: (job) => client.workflow.execute('work', { taskQueue: 'peer', workflowId: job.run, args: [job] }),
    resume: ({ run }) => client.workflow.getHandle(run).result(),
    bytes: async ({ run }) => {
      const { raw } = await client.workflow.getHandle(run).describe();
      return Number(raw.workflowExecutionInfo.historySizeBytes);
    },
  });
}
