import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { startTemporalServer } from '../../src/testing/temporal-server';
import { isRunning, until } from '../testing/fake-machine';

/** A start takes half a second; a busy machine may take thirty times that. */
jest.setTimeout(60_000);

const environment = { ...process.env };
beforeEach(() => {
  delete process.env['TEMPORAL_ADDRESS'];
  delete process.env['TEMPORAL_NAMESPACE'];
});
afterAll(() => void Object.assign(process.env, environment));

async function countWorkflows(address: string, namespace: string): Promise<number> {
  const connection = await Connection.connect({ address });
  try {
    return (await new Client({ connection, namespace }).workflow.count()).count;
  } finally {
    await connection.close();
  }
}

async function attributeNames(address: string): Promise<string[]> {
  const connection = await Connection.connect({ address });
  try {
    const listed = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    return Object.keys(listed.customAttributes);
  } finally {
    await connection.close();
  }
}

/** The UI listens a moment after gRPC does. */
async function statusOf(url: string): Promise<number> {
  let status = 0;
  const ask = (): void =>
    void fetch(url).then(
      (response) => (status = response.status),
      () => setTimeout(ask, 50),
    );
  ask();
  await until('the UI answers', () => status !== 0);
  return status;
}

test('starts a server with a UI that answers, and leaves nothing after stop', async () => {
  const server = await startTemporalServer({ namespace: 'desk' });
  expect(server).toMatchObject({ namespace: 'desk', external: false });
  expect(await countWorkflows(server.address, 'desk')).toBe(0);
  expect(await statusOf(server.uiUrl ?? '')).toBe(200);

  await server.stop();
  expect(isRunning(server.pid ?? 0)).toBe(false);
  await server.stop();
});

test('a kept database file gains search attributes that are new to it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'temporal-kept-'));
  const kept = { dbFile: join(directory, 'kept.db'), ui: false };
  const first = await startTemporalServer({ ...kept, searchAttributes: { DwFirst: 'Keyword' } });
  expect(first.uiUrl).toBeUndefined();
  await first.stop();
  const second = await startTemporalServer({ ...kept, searchAttributes: { DwFirst: 'Keyword', DwSecond: 'Int' } });
  expect(await attributeNames(second.address)).toEqual(expect.arrayContaining(['DwFirst', 'DwSecond']));
  await second.stop();
  expect(existsSync(kept.dbFile)).toBe(true);
  rmSync(directory, { recursive: true });
});

test('a server whose parent is killed by SIGKILL is gone with it', async () => {
  const built = resolve(__dirname, '../../lib/src/testing/temporal-server.js');
  const script = `require(${JSON.stringify(built)}).startTemporalServer({ ui: false }).then(({ pid }) => console.log(pid))`;
  const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((done) => parent.stdout.once('data', (chunk) => done(Number(String(chunk)))));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until('the server is gone', () => !isRunning(pid));
});

test('a port of choice that is taken is an error with the reason, at once', async () => {
  const squatter = createServer((socket) => socket.destroy());
  await new Promise<void>((listening) => squatter.listen(0, '127.0.0.1', listening));
  const { port } = squatter.address() as AddressInfo;
  await expect(startTemporalServer({ port, ui: false })).rejects.toThrow(/ended while starting[\s\S]*in use/);
  await new Promise((closed) => squatter.close(closed));
});

describe('with TEMPORAL_ADDRESS', () => {
  test('the server there is used, and survives stop', async () => {
    const local = await startTemporalServer({ ui: false });
    process.env['TEMPORAL_ADDRESS'] = local.address;
    const external = await startTemporalServer({ searchAttributes: { DwLate: 'Bool' } });
    expect(external).toMatchObject({ address: local.address, namespace: 'default', external: true });
    expect(external.pid).toBeUndefined();
    await external.stop();
    expect(await attributeNames(local.address)).toContain('DwLate');

    process.env['TEMPORAL_NAMESPACE'] = 'nowhere';
    await expect(startTemporalServer()).rejects.toThrow(/namespace `nowhere` does not answer there: .*not found/);
    await local.stop();
  });

  test('a server that does not answer is an error that names the variable', async () => {
    process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:1';
    await expect(startTemporalServer()).rejects.toThrow(/TEMPORAL_ADDRESS is `127\.0\.0\.1:1`.*unset TEMPORAL_ADDRESS/);
  });
});
