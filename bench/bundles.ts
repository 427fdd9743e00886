/** Workflow bundles, made once a run of the benchmarks, as a worker image has them: workers then start in half a second. */
import { rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { dataConverterOf } from '../src/codecs';
import { bundleWorkflows } from '../src/worker';

let folder: string | undefined;
const made = new Map<string, Promise<string>>();

/** Path of our contestant's bundle; compressing workers need one with their failure converter. */
export function bundleOfOurs(compress: boolean): Promise<string> {
  const options = compress ? { dataConverter: dataConverterOf({ codecs: [] }) } : {};
  return once(`ours-${compress}`, () => bundleWorkflows(require.resolve('./ours/workflow'), options));
}

/** Path of the bare loop's bundle. */
export function bundleOfBare(): Promise<string> {
  const logger = new DefaultLogger('ERROR');
  return once('bare', () => bundleWorkflowCode({ workflowsPath: require.resolve('./bare/workflow'), logger }));
}

function once(name: string, make: () => Promise<{ readonly code: string }>): Promise<string> {
  const before = made.get(name);
  if (before) return before;
  const path = join(temporary(), `${name}.js`);
  const making = make().then(({ code }) => (writeFileSync(path, code), path));
  made.set(name, making);
  return making;
}

function temporary(): string {
  if (folder !== undefined) return folder;
  const created = mkdtempSync(join(tmpdir(), 'dynamic-workflows-bench-'));
  process.once('exit', () => rmSync(created, { recursive: true, force: true }));
  folder = created;
  return created;
}
