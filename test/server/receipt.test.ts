/** The receipt example as its page shows it: a photo goes in, Claude sees it, and a total comes out. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'dynamic-workflows/client';
import { say, startSimulator, startTemporalServer } from 'dynamic-workflows/testing';
import { createWorker } from 'dynamic-workflows/worker';
import type * as script from '../../examples/receipt/start';
import type * as worker from '../../examples/receipt/worker';
import { noise } from '../artifacts/files';

test('a photo of a receipt is read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dw-receipt-'));
  process.env['RECEIPTS'] = join(folder, 'store');
  const { workerOptions } = jest.requireActual<typeof worker>('../../examples/receipt/worker');
  const { start } = jest.requireActual<typeof script>('../../examples/receipt/start');
  const answer = say('{"shop":"Kiosk","totalCents":420}');
  const [server, simulator] = await Promise.all([
    startTemporalServer({ ui: false }),
    startSimulator({ script: [answer] }),
  ]);
  const running = await createWorker({
    ...workerOptions,
    ...{ address: server.address, apiKey: 'any', baseURL: simulator.url },
  });
  const ended = running.run();
  const client = await connect({ address: server.address });
  writeFileSync(join(folder, 'receipt.jpg'), await noise(2_400, 1_200));
  const run = await start(client, join(folder, 'receipt.jpg'), '7');
  expect(await run.result()).toEqual({ shop: 'Kiosk', totalCents: 420 });
  const [request] = simulator.requests;
  expect(JSON.stringify(request?.body.messages)).toMatch(/"type":"base64","media_type":"image\/jpeg"/);
  expect(simulator.bill().attempts[0]).toMatchObject({ completed: true });
  running.shutdown();
  await ended;
  await client.close();
  await Promise.all([server.stop(), simulator.close()]);
  rmSync(folder, { recursive: true });
}, 90_000);
