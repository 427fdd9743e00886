import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDw } from '../../src/cli/program';
import { recordedTerminal } from './recorded-terminal';

const folder = mkdtempSync(join(tmpdir(), 'dw-init-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a project is made under its own name, with the versions of this package', async () => {
  const terminal = recordedTerminal();
  const target = join(folder, 'shop-desk');
  expect(await runDw(['init', target], terminal)).toBe(0);
  expect(terminal.written.join('\n')).toContain('npm run check');
  const made = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(made).toMatchObject({ name: 'shop-desk', dependencies: { 'dynamic-workflows': `^${version}` } });
  expect(Object.keys(made['dependencies'] as object)).not.toContain('sharp'); // optional ones come when they are needed
  expect(readFileSync(join(target, 'README.md'), 'utf8')).toMatch(/^# shop-desk\n/);
  expect(existsSync(join(target, '.gitignore'))).toBe(true);
});

test('a folder that holds something is left alone', async () => {
  const full = join(folder, 'full');
  mkdirSync(full);
  writeFileSync(join(full, 'mine.txt'), 'mine');
  const terminal = recordedTerminal();
  expect(await runDw(['init', full], terminal)).toBe(1);
  expect(await runDw(['init', join(folder, 'My Project')], terminal)).toBe(1);
  expect(terminal.complained.join('\n')).toMatch(/full` is not empty[^]*`My Project` can't be the name of a project/);
  expect(readdirSync(full)).toEqual(['mine.txt']);
});
