import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporalAsset } from '../../src/testing/temporal-asset';
import { downloadTemporal } from '../../src/testing/temporal-download';
import { fakeMachine, temporalScript } from './fake-machine';

const asset = temporalAsset(process.platform, process.arch) ?? '';
const machine = fakeMachine();
let server: Server;
let releases: string;
let work: string;
let files: Record<string, Buffer>;

beforeEach(async () => {
  machine.put('temporal', temporalScript('1.31.2'));
  const archive = execFileSync('tar', ['-czf', '-', '-C', machine.env.PATH, 'temporal']);
  files = {
    [`/v1.8.2/${asset}`]: archive,
    '/v1.8.2/checksums.txt': Buffer.from(`${createHash('sha256').update(archive).digest('hex')}  ${asset}\n`),
  };
  work = mkdtempSync(join(tmpdir(), 'download-'));
  server = createServer((request, response) => {
    const body = files[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  releases = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  rmSync(work, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
afterAll(() => machine.remove());

const download = (): Promise<string> => downloadTemporal(work, () => undefined, releases);

test('unpacks a release whose checksum is right', async () => {
  const binary = await download();
  expect(readFileSync(binary, 'utf8')).toContain('Server 1.31.2');
});

test('refuses an archive that differs from its checksum, before it is unpacked', async () => {
  files[`/v1.8.2/${asset}`] = Buffer.from('something else');
  await expect(download()).rejects.toThrow(/has SHA-256 `[0-9a-f]{64}`, the release says/);
  expect(readdirSync(work)).not.toContain('temporal');
});

test('refuses a release that does not list the archive', async () => {
  files['/v1.8.2/checksums.txt'] = Buffer.from('');
  await expect(download()).rejects.toThrow('does not list');
});

test('says which address answered what', async () => {
  files = {};
  await expect(download()).rejects.toThrow(/`http.*\/v1\.8\.2\/checksums\.txt` failed: the server answered 404/);
});

test('says that nobody listens there', async () => {
  await expect(downloadTemporal(work, () => undefined, 'http://127.0.0.1:1')).rejects.toThrow('failed: ');
});
