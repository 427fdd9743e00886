import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultPayloadConverter } from '@temporalio/common';
import { codecServer, type CodecServerOptions } from '../../src/cli/codec-server';
import { compression, encryption } from '../../src/codecs';

const UI = 'http://localhost:8233';
const TOKEN = 'a-token';
const codecs = [compression(), encryption({ keys: { a: randomBytes(32) }, current: 'a' })];
const servers: Server[] = [];

async function listening(options: Partial<CodecServerOptions> = {}): Promise<string> {
  const server = codecServer({ codecs, origins: [UI], ...options });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let url: string;
let guarded: string;
beforeAll(async () => ([url, guarded] = await Promise.all([listening(), listening({ token: TOKEN })])));
afterAll(() => servers.forEach((server) => server.close().closeAllConnections()));

const inBase64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const PLAIN = { metadata: { encoding: inBase64('json/plain') }, data: inBase64('"a canary sings"') };

const post = (to: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(to, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const encoded = async (): Promise<{ payloads: Record<string, unknown>[] }> =>
  (await (await post(`${url}/encode`, { payloads: [PLAIN] })).json()) as { payloads: Record<string, unknown>[] };

test('what was encoded decodes to what it was, with a namespace before it or without', async () => {
  const body = await encoded();
  expect(Buffer.from(body.payloads[0]!['data'] as string, 'base64').toString('latin1')).not.toContain('canary');
  for (const path of ['/decode', '/default/decode', '/a/b/decode/', '/decode?namespace=default']) {
    const answer = await post(`${url}${path}`, body, { 'x-namespace': 'default' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ payloads: [PLAIN] });
  }
});

test('several payloads keep their order, and those in the clear or empty go back as they came', async () => {
  const { payloads } = await encoded();
  const nothing = { metadata: { encoding: inBase64('binary/null') } };
  const answer = await post(`${url}/decode`, { payloads: [nothing, ...payloads, PLAIN] });
  expect(await answer.json()).toEqual({ payloads: [nothing, PLAIN, PLAIN] });
});

test('what a client wrote can be read, as bytes of any kind', async () => {
  let payloads = [defaultPayloadConverter.toPayload(Uint8Array.from([0, 255, 128]))];
  for (const codec of codecs) payloads = await codec.encode(payloads);
  const wire = payloads.map(({ metadata, data }) => ({
    metadata: Object.fromEntries(Object.entries(metadata!).map(([key, value]) => [key, inBase64(value)])),
    data: inBase64(data!),
  }));
  const answer = (await (await post(`${url}/decode`, { payloads: wire })).json()) as { payloads: { data: string }[] };
  expect(answer.payloads[0]?.data).toBe(inBase64(Uint8Array.from([0, 255, 128])));
});

test('a page of an allowed origin may ask, and its browser is told so', async () => {
  const preflight = await fetch(`${url}/decode`, { method: 'OPTIONS', headers: { origin: UI } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(UI);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace');
  const answer = await post(`${url}/encode`, { payloads: [] }, { origin: UI });
  expect(answer.headers.get('access-control-allow-origin')).toBe(UI);
  expect(answer.headers.get('vary')).toBe('origin');
});

test.each(['http://localhost:8234', 'https://localhost:8233', 'http://localhost:8233.evil.example', 'null', ''])(
  'a page of another origin, `%s`, gets nothing',
  async (origin) => {
    const preflight = await fetch(`${url}/decode`, { method: 'OPTIONS', headers: { origin } });
    const answer = await post(`${url}/decode`, await encoded(), { origin });
    for (const { status, headers } of [preflight, answer]) {
      expect(status).toBe(403);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(await answer.text()).not.toContain('canary');
  },
);

describe('where a token is needed', () => {
  test.each([
    [{}],
    [{ authorization: 'Bearer another' }],
    [{ authorization: `Basic ${TOKEN}` }],
    [{ authorization: '' }],
  ])('%j is refused', async (headers) => {
    const answer = await post(`${guarded}/decode`, await encoded(), headers);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ error: expect.stringContaining('missing or wrong') });
  });

  test('the right one is accepted, and a preflight needs none', async () => {
    expect((await post(`${guarded}/encode`, { payloads: [] }, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
    expect((await fetch(`${guarded}/decode`, { method: 'OPTIONS', headers: { origin: UI } })).status).toBe(204);
  });
});

test('a body that is too large is refused before it is read', async () => {
  const answer = await post(`${url}/decode`, 'x'.repeat(8 * 1024 * 1024 + 1));
  expect(answer.status).toBe(413);
  expect(await answer.json()).toEqual({ error: expect.stringContaining('at most 8388608 bytes') });
});

test.each([
  ['no JSON', '{"payloads":[{"data":"canary'],
  ['no payloads', '{"canary":1}'],
  ['bytes that are none', '{"payloads":[{"data":{"canary":1}}]}'],
])('a body with %s is an error that does not repeat it', async (_case, body) => {
  const answer = await post(`${url}/decode`, body);
  expect(answer.status).toBe(400);
  expect(await answer.text()).not.toMatch(/canary/);
});

test('a payload of another key is an error that names the key', async () => {
  const { payloads } = await encoded();
  const other = await listening({ codecs: [encryption({ keys: { b: randomBytes(32) }, current: 'b' })] });
  const answer = await post(`${other}/decode`, { payloads });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error: expect.stringContaining('the encryption key `a`') });
});

test('other paths and methods are refused', async () => {
  expect((await post(`${url}/encode/me`, { payloads: [] })).status).toBe(404);
  expect((await fetch(`${url}/decode`)).status).toBe(405);
});
