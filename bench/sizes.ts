/** What does it weigh: the bundle of a worker's workflows, the time to make it, and what an install puts on disk? */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { bundleWorkflows } from '../src/worker';
import type { Answer, Extent, Row } from './answer';
import { measured } from './statistics';

const SAMPLES = 5;

/** Compiled, this file is in lib/bench. */
const ROOT = join(__dirname, '..', '..');

/** As npm writes it: packages by their folder, the root under an empty name. */
interface LockFile {
  readonly packages: Readonly<Record<string, Entry>>;
}

interface Entry {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Weighs what is installed and built here. */
export async function sizes({ isQuick, report }: Extent): Promise<Answer> {
  const rows: Row[] = [];
  const logger = new DefaultLogger('ERROR');
  const makers = {
    'workflow bundle, ours': () => bundleWorkflows(require.resolve('./ours/workflow')),
    'workflow bundle, bare': () => bundleWorkflowCode({ workflowsPath: require.resolve('./bare/workflow'), logger }),
  };
  for (const [name, make] of Object.entries(makers)) {
    report(`sizes: ${name}`);
    const times: number[] = [];
    let bytes = 0;
    for (let sample = 0; sample <= (isQuick ? 1 : SAMPLES); sample++) {
      const startedAt = performance.now();
      bytes = Buffer.byteLength((await make()).code);
      if (sample > 0) times.push((performance.now() - startedAt) / 1_000);
    }
    rows.push({ name, cells: { megabytes: bytes / 1_000_000, seconds: measured(times) } });
  }
  rows.push({
    name: 'the package itself',
    cells: { megabytes: (weigh(join(ROOT, 'lib', 'src')) + weigh(join(ROOT, 'src'))) / 1_000_000 },
  });
  rows.push({ name: 'with all that it needs, installed', cells: { megabytes: installed() / 1_000_000 } });
  rows.push({
    name: 'of it @temporalio',
    cells: { megabytes: weigh(join(ROOT, 'node_modules', '@temporalio')) / 1_000_000 },
  });
  return {
    name: 'sizes',
    title: 'Sizes',
    columns: [
      { key: 'megabytes', title: 'MB', digits: 1 },
      { key: 'seconds', title: 's to make', digits: 1 },
    ],
    rows,
    notes: [
      'Installed: what its dependencies and peers lead to, on this platform, without what is only for development.',
    ],
    charts: [],
  };
}

/** Bytes of all packages that the root leads to by its dependencies, and by peers that are not optional. */
function installed(): number {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as LockFile; // as above
  const reached = new Set<string>();
  const follow = (from: string): void => {
    for (const name of neededBy(packages[from] ?? {})) {
      const path = foundFrom(from, name, packages);
      if (path === undefined || reached.has(path)) continue;
      reached.add(path);
      follow(path);
    }
  };
  follow('');
  return [...reached].reduce((sum, path) => sum + weigh(join(ROOT, path)), 0);
}

function neededBy({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }: Entry): string[] {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/** Where Node finds a package, from the folder of another; undefined where it is not installed here. */
function foundFrom(from: string, name: string, packages: LockFile['packages']): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[path] && existsSync(join(ROOT, path))) return path;
    if (at === '') return undefined;
  }
}

/** Bytes of a folder; packages nested in it are listed by themselves. */
function weigh(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + weigh(path);
    return entry.isFile() ? sum + statSync(path).size : sum;
  }, 0);
}
