import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { addConfigOption, configuredConverter, converterOf } from '../../src/cli/config';

const folder = mkdtempSync(join(tmpdir(), 'dw-config-'));
const environment = { ...process.env };
afterEach(() => void (process.env = { ...environment }));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function moduleWith(code: string): string {
  const file = join(folder, `config-${files++}.js`);
  writeFileSync(file, code);
  return file;
}

test.each([
  ['a module that exports it', 'exports.dataConverter = { payloadCodecs: [] };'],
  ['a module with worker options as its default export', 'exports.default = { dataConverter: { payloadCodecs: [] } };'],
  ['a module that is one object', 'module.exports = { dataConverter: { payloadCodecs: [] } };'],
])('the data converter is found in %s', (_case, code) => {
  expect(converterOf(moduleWith(code))).toEqual({ payloadCodecs: [] });
});

test('a module without one has none, and no config has none', () => {
  expect(converterOf(moduleWith('exports.default = { taskQueue: "q" };'))).toBeUndefined();
  delete process.env['DW_CONFIG'];
  expect(configuredConverter()).toBeUndefined();
});

test.each([
  ['an export that is no converter', 'exports.dataConverter = { payloadCodecs: {} };', /is none\. Make it with/],
  ['a module that throws', 'throw new Error("no key in the environment");', /can't be loaded/],
])('%s is refused', (_case, code, expected) => {
  expect(() => converterOf(moduleWith(code))).toThrow(expected);
});

test('every command takes --config, which says the same as DW_CONFIG, save those with one of their own', async () => {
  const file = moduleWith('exports.dataConverter = { payloadCodecs: [] };');
  const seen: unknown[] = [];
  const program = new Command('dw');
  program.command('show').action(() => void seen.push(configuredConverter()));
  program
    .command('own')
    .option('--config <file>')
    .action((flags) => void seen.push(flags));
  addConfigOption(program);
  await program.parseAsync(['own', '--config', 'x'], { from: 'user' });
  expect(process.env['DW_CONFIG']).toBeUndefined();
  await program.parseAsync(['show', '--config', file], { from: 'user' });
  expect(seen).toEqual([{ config: 'x' }, { payloadCodecs: [] }]);
});
