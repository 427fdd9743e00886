import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workflowInput } from '../../src/cli/workflow-input';
import { recordedTerminal } from './recorded-terminal';

const directory = mkdtempSync(join(tmpdir(), 'dw-input-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('the input is JSON itself, a file, or standard input', async () => {
  const file = join(directory, 'input.json');
  writeFileSync(file, '{"from":"file"}');
  const terminal = recordedTerminal('{"from":"stdin"}');
  expect(await workflowInput('{"from":"flag"}', terminal)).toEqual({ from: 'flag' });
  expect(await workflowInput(`@${file}`, terminal)).toEqual({ from: 'file' });
  expect(await workflowInput('-', terminal)).toEqual({ from: 'stdin' });
});

test('what is not JSON, and a file that is not there, is refused with the reason', async () => {
  await expect(workflowInput('{ticketId:1}', recordedTerminal())).rejects.toThrow(/not JSON.*Quote it/);
  await expect(workflowInput('@/nowhere.json', recordedTerminal())).rejects.toThrow(/`\/nowhere.json` can't be read/);
});
