import { createConnection } from 'node:net';
import { runDw } from '../../src/cli/program';
import { connect } from '../../src/client/index';
import { freePort } from '../../src/testing/free-port';
import { recordedTerminal } from '../cli/recorded-terminal';

const elsewhere = process.env['TEMPORAL_ADDRESS'];
beforeAll(() => void delete process.env['TEMPORAL_ADDRESS']); // else nothing would be started
afterAll(() => {
  if (elsewhere !== undefined) process.env['TEMPORAL_ADDRESS'] = elsewhere;
});

test('a server runs until Ctrl-C, says how to use it, and is gone afterwards', async () => {
  const [port, uiPort] = [await freePort(), await freePort()];
  const terminal = recordedTerminal();
  const code = runDw(['temporal', '--port', String(port), '--ui-port', String(uiPort)], terminal);
  await Promise.race([terminal.untilWritten('Ctrl-C ends it.'), code]);
  const client = await connect({ address: `127.0.0.1:${port}` });
  await expect(client.ledger('nothing-yet')).rejects.toThrow(/no trace/);
  await client.close();
  const said = terminal.written.join('\n');
  expect(said).toContain(`Web UI: http://localhost:${uiPort}`);
  expect(said).toContain(`export TEMPORAL_ADDRESS=127.0.0.1:${port}`);

  terminal.interrupt();
  expect(await code).toBe(0);
  expect(terminal.written.at(-1)).toBe('Stopped.');
  await expect(reach(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
}, 120_000);

function reach(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => {
      socket.destroy();
      resolve();
    }).once('error', reject);
  });
}
