import { runDw } from '../../src/cli/program';
import { recordedTerminal } from './recorded-terminal';

/** All commands that the program's own help names. */
const COMMANDS = [
  ...[
    'init',
    'doctor',
    'setup',
    'temporal',
    'worker',
    'build',
    'deploy',
    'start',
    'list',
    'show',
    'transcript',
    'ledger',
    'export',
    'replay',
    'decisions',
  ],
  ...['inbox', 'approvals', 'approve', 'deny', 'key', 'disable', 'enable', 'disabled'],
  ...['resume', 'reset', 'raise', 'cancel', 'codec-server', 'faults'],
];

const address = process.env['TEMPORAL_ADDRESS'];
beforeAll(() => (process.env['TEMPORAL_ADDRESS'] = '127.0.0.1:1'));
afterAll(() => {
  if (address === undefined) delete process.env['TEMPORAL_ADDRESS'];
  else process.env['TEMPORAL_ADDRESS'] = address;
});

test.each(COMMANDS)('`dw %s --help` ends with an example', async (command) => {
  const terminal = recordedTerminal();
  expect(await runDw([command, '--help'], terminal)).toBe(0);
  expect(terminal.written.join('\n')).toMatch(new RegExp(`Examples?:\n  \\$ dw ${command}`));
  expect(terminal.complained).toEqual([]);
});

test('the help names these commands and no others', async () => {
  const terminal = recordedTerminal();
  expect(await runDw(['--help'], terminal)).toBe(0);
  const named = [...terminal.written.join('\n').matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
  expect(named.filter((name) => name !== 'help' && !name?.startsWith('-'))).toEqual(COMMANDS);
});

test.each(COMMANDS)('`dw %s` refuses an option that it does not know', async (command) => {
  const terminal = recordedTerminal();
  expect(await runDw([command, '--no-such-option'], terminal)).toBe(2);
  expect(terminal.complained.join('\n')).toMatch(/unknown option|required option/);
});

test.each([
  ['a missing option', ['start', 'complaint', '--id', 'x'], /--task-queue/],
  ['an unknown command', ['shwo'], /shwo/],
  ['an input that is not JSON', ['start', 'complaint', '--id', 'x', '--task-queue', 'q', '--input', '{'], /not JSON/],
  ['a port that is none', ['temporal', '--port', '99999'], /`99999` is not a port/],
  ['no command at all', [], /Usage/],
])('%s is wrong usage: exit code 2, told on standard error', async (_case, args, expected) => {
  const terminal = recordedTerminal();
  expect(await runDw(args, terminal)).toBe(2);
  expect(terminal.complained.join('\n')).toMatch(expected);
  expect(terminal.written).toEqual([]);
});

test('a server that is not there is a failure: exit code 1, told on standard error', async () => {
  const terminal = recordedTerminal();
  expect(await runDw(['show', 'complaint:1', '--json'], terminal)).toBe(1);
  expect(terminal.complained.join('\n')).toMatch(/^dw: No Temporal server answers at `127.0.0.1:1`/);
  expect(terminal.written).toEqual([]);
}, 20_000);

test('`dw --version` tells the version of the package', async () => {
  const terminal = recordedTerminal();
  expect(await runDw(['--version'], terminal)).toBe(0);
  expect(terminal.written).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+/)]);
});
