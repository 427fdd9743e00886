/** Refuses at start an installation that would fail at run time in words that nobody understands. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Packages of Temporal that must share one copy of protobufjs, or JSON histories can't be read. */
const SHARING = ['@temporalio/common', '@temporalio/proto'];

/** Packages of Temporal that are made for each other: one version for all. */
const EQUAL = ['activity', 'client', 'common', 'worker', 'workflow'].map((name) => `@temporalio/${name}`);

/** Throws if Temporal's packages found several copies of protobufjs, saying how to mend it. */
export function requireOneProtobufjs(copyFor: (name: string) => string[] = copyOnDisk): void {
  const copies = new Set(SHARING.flatMap(copyFor));
  if (copies.size <= 1) return;
  throw new Error(
    `Temporal's packages use several copies of protobufjs (${[...copies].join(', ')}), with which histories can't be read. Run \`npm install protobufjs@^8.7.1\` and \`npm dedupe\`.`,
  );
}

/** Throws if the project or this package sees Temporal's packages in several versions, saying how to mend it. */
export function requireEqualVersions(versionsOf: (name: string) => string[] = versionsOnDisk): void {
  const seen = EQUAL.flatMap((name) => versionsOf(name).map((version) => ({ name, version })));
  if (new Set(seen.map(({ version }) => version)).size <= 1) return;
  const told = [...new Set(seen.map(({ name, version }) => `${name} ${version}`))].join(', ');
  const newest = seen
    .map(({ version }) => version)
    .sort(byNumber)
    .at(-1);
  throw new Error(
    `Temporal's packages have different versions (${told}) and are made for each other. Run \`npm install ${EQUAL.map((name) => `${name}@${newest}`).join(' ')}\`.`,
  );
}

function byNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

function copyOnDisk(name: string): string[] {
  try {
    return [require.resolve('protobufjs', { paths: [require.resolve(name)] })];
  } catch {
    return []; // not installed here: nothing to compare
  }
}

/** As this package finds it, and as the project does. */
function versionsOnDisk(name: string): string[] {
  return [__filename, join(process.cwd(), 'package.json')].flatMap((from) => {
    try {
      return [(createRequire(from)(`${name}/package.json`) as { version: string }).version]; // as npm writes it
    } catch {
      return []; // not installed there
    }
  });
}
