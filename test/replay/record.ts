/**
 * Records a run of every example with the package as it is released: packs it, sets it up beside the compiled examples, and
 * lets `record-examples.ts` run there. What was recorded of a version is never recorded again: it stands for the histories
 * of users who run it.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(__dirname, '../../..');
const OWN = 'dynamic-workflows';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { tarball: { type: 'string' }, to: { type: 'string' } } });
  const to = resolve(values.to ?? join(ROOT, 'test/replay'));
  const folder = await mkdtemp(join(tmpdir(), 'dw-record-'));
  try {
    await setUp(folder, values.tarball ?? (await pack(folder)));
    await refuseTwice(to, await versionIn(folder));
    const { stdout } = await run(process.execPath, [join(folder, 'lib/test/replay/record-examples.js'), to, ROOT], {
      cwd: folder,
    });
    console.log(stdout.trim());
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function pack(folder: string): Promise<string> {
  const options = ['--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', ['pack', ...options], { cwd: ROOT });
  const [{ filename = '' } = {}] = JSON.parse(stdout) as { filename?: string }[];
  return join(folder, filename);
}

/** The checkout's packages, but this one out of the tarball; the compiled examples as a stranger's project. */
async function setUp(folder: string, tarball: string): Promise<void> {
  const packages = join(folder, 'node_modules');
  await mkdir(join(packages, OWN), { recursive: true });
  for (const name of await readdir(join(ROOT, 'node_modules')))
    if (name !== OWN) await symlink(join(ROOT, 'node_modules', name), join(packages, name));
  await run('tar', ['-xzf', resolve(tarball), '--strip-components=1', '-C', join(packages, OWN)]);
  for (const part of ['examples', 'test/replay'])
    await cp(join(ROOT, 'lib', part), join(folder, 'lib', part), { recursive: true });
}

async function versionIn(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules', OWN, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version; // as npm wrote it
}

async function refuseTwice(to: string, version: string): Promise<void> {
  const recorded = (await readdir(to)).filter((name) => name.endsWith(`-${version}.json`));
  if (recorded.length === 0) return;
  throw new Error(`Version ${version} has been recorded before (${recorded.join(', ')}). Raise the version first.`);
}

if (require.main === module)
  main().catch((error: unknown) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  });
