import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDw } from '../../src/cli/program';
import { recordedTerminal, type RecordedTerminal } from './recorded-terminal';

const folder = mkdtempSync(join(tmpdir(), 'dw-codec-server-'));
const config = join(folder, 'dw.config.js');
const empty = join(folder, 'empty.js');
const environment = { ...process.env };
beforeAll(() => {
  writeFileSync(
    config,
    `const shift = (by) => async (payloads) => payloads.map((payload) => ({ ...payload, data: payload.data.map((byte) => byte + by) }));
     exports.default = { taskQueue: 'q', dataConverter: { payloadCodecs: [{ encode: shift(1), decode: shift(-1) }] } };`,
  );
  writeFileSync(empty, 'exports.dataConverter = {};');
});
afterEach(() => void (process.env = { ...environment }));
afterAll(() => rmSync(folder, { recursive: true }));

const server = (...args: string[]): string[] => ['codec-server', '--port', '0', ...args];
const urlIn = ({ written }: RecordedTerminal): string => /http:\/\/\S+\d/.exec(written.join('\n'))?.[0] ?? '';

test('serves the codecs of the config, says where, and ends when it is told to', async () => {
  process.env['DW_CONFIG'] = config;
  process.env['THE_TOKEN'] = 'secret';
  const terminal = recordedTerminal();
  const origins = ['--origin', 'http://localhost:8233', '--origin', 'https://ui.example'];
  const ended = runDw(server(...origins, '--token-env', 'THE_TOKEN'), terminal);
  await terminal.untilWritten('Origins that may ask: http://localhost:8233, https://ui.example. Token: needed.');
  const url = urlIn(terminal);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  const answer = await fetch(`${url}/encode`, {
    method: 'POST',
    headers: { authorization: 'Bearer secret', origin: 'https://ui.example' },
    body: JSON.stringify({ payloads: [{ data: Buffer.from('abc').toString('base64') }] }),
  });
  expect(await answer.json()).toMatchObject({ payloads: [{ data: Buffer.from('bcd').toString('base64') }] });
  terminal.interrupt();
  expect(await ended).toBe(0);
  expect(terminal.written.at(-1)).toBe('Stopped.');
  expect(terminal.written.join()).not.toContain('secret');
  await expect(fetch(`${url}/encode`)).rejects.toThrow();
});

test.each([
  ['no config', [], 2, /--config or DW_CONFIG/],
  ['a wildcard', ['--config', config, '--origin', '*'], 2, /`\*` is not an origin/],
  ['an origin with a path', ['--config', config, '--origin', 'http://a.example/'], 2, /is not an origin/],
  ['a port that is none', ['--config', config, '--port', 'x'], 2, /`x` is not a port/],
  ['an empty token', ['--config', config, '--token-env', 'NOT_SET'], 2, /`NOT_SET` holds no token/],
  ['a wider address without token', ['--config', config, '--host', '0.0.0.0'], 2, /others can ask too/],
  ['a config without codecs', ['--config', empty], 1, /exports no `dataConverter` with codecs/],
  ['a config that is not there', ['--config', join(folder, 'no.js')], 1, /no\.js` can't be loaded/],
])('%s is refused at once', async (_case, args, code, expected) => {
  const terminal = recordedTerminal();
  expect(await runDw(server(...args), terminal)).toBe(code);
  expect(terminal.complained.join('\n')).toMatch(expected);
  expect(terminal.written).toEqual([]);
});
