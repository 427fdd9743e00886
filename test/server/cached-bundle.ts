/**
 * Workflow bundles for tests, made once for all test files: webpack takes four seconds of CPU, and most files want the
 * same bundle. A bundle is kept as long as everything that could be in it stays byte for byte as it is.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { bundleWorkflows } from '../../src/worker';

const ROOT = resolve(__dirname, '../..');
const FOLDER = join(ROOT, 'node_modules', '.cache', 'dynamic-workflows', 'bundles');

/** 4 MB each, and younger ones may be another test run's. */
const KEPT_MS = 24 * 60 * 60 * 1_000;

/** The bundle of a workflow module of the checkout, as TypeScript or as it was built into lib/, with our interceptors only. */
export async function cachedBundle(workflowsPath: string): Promise<{ readonly codePath: string }> {
  const name = `${basename(dirname(workflowsPath))}-${basename(workflowsPath)}`;
  const codePath = join(FOLDER, `${name}-${keyOf(workflowsPath)}.js`);
  if (existsSync(codePath)) return { codePath };
  const { code } = await bundleWorkflows(workflowsPath);
  mkdirSync(FOLDER, { recursive: true });
  for (const file of readdirSync(FOLDER).map((known) => join(FOLDER, known))) {
    const { mtimeMs = Infinity } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > KEPT_MS) rmSync(file, { force: true });
  }
  const unfinished = `${codePath}.${randomUUID()}`;
  writeFileSync(unfinished, code);
  renameSync(unfinished, codePath); // another test file may read it at this moment
  return { codePath };
}

/** Of all files that the bundle may have been made from; examples find the library in lib/. */
function keyOf(workflowsPath: string): string {
  const rooms = [ROOT, join(ROOT, 'lib')].flatMap((top) =>
    ['common', 'workflows'].map((room) => join(top, 'src', room)),
  );
  const hash = createHash('sha256');
  for (const file of [join(ROOT, 'package-lock.json'), ...[...rooms, dirname(workflowsPath)].flatMap(filesOf)]) {
    hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function filesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.[jt]s$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
