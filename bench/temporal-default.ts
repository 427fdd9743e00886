/** Temporal's dev server as its command starts it, without our flags: in memory, and slow for one reason. */
import { connect } from '../src/client';
import { findTemporalBinary, freePort, superviseProcess, type TemporalServer } from '../src/testing';

/** A start takes half a second on an idle machine. */
const READY_WITHIN_MS = 30_000;

/** Starts it and returns once it answers. */
export async function startDefaultServer(): Promise<TemporalServer> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const server = superviseProcess({
    command: await findTemporalBinary(),
    args: ['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    graceMs: 0, // nothing to save
  });
  const stop = async (): Promise<void> => void (await server.stop());
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(address))) {
    if (Date.now() < deadline && server.end() === undefined) continue;
    await stop();
    throw new Error(`The dev server did not start. It said:\n${server.outputTail()}`);
  }
  return { address, namespace: 'default', external: false, pid: server.pid, stop };
}

async function answers(address: string): Promise<boolean> {
  try {
    const client = await connect({ address });
    await client.temporal.workflowService.describeNamespace({ namespace: 'default' });
    await client.close();
    return true;
  } catch {
    return new Promise((resolve) => setTimeout(resolve, 100, false));
  }
}
