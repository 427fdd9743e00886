/** The compiler's half of the API: `type-cases/cases.ts` says what compiles and what must not, and the compiler judges it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const PROJECT = join(__dirname, 'type-cases', 'tsconfig.json');

/** What the compiler says; a process of its own, since it runs several times slower inside jest. */
function compile(): Promise<string> {
  const compiler = require.resolve('typescript/bin/tsc');
  return new Promise((resolve) =>
    execFile(process.execPath, [compiler, '--project', PROJECT], (error, stdout, stderr) =>
      resolve(stdout + stderr + (error ? `exit ${String(error.code)}` : '')),
    ),
  );
}

test('every case that must not compile does not, and everything else does', async () => {
  expect(await compile()).toBe('');
}, 600_000);
