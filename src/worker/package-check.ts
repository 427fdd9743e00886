/** Refuses at start an installation that would fail at run time in words that nobody understands. */

/** Packages of Temporal that must share one copy of protobufjs, or JSON histories can't be read. */
const SHARING = ['@temporalio/common', '@temporalio/proto'];

/** Throws if Temporal's packages found several copies of protobufjs, saying how to mend it. */
export function requireOneProtobufjs(copyFor: (name: string) => string[] = copyOnDisk): void {
  const copies = new Set(SHARING.flatMap(copyFor));
  if (copies.size <= 1) return;
  throw new Error(
    `Temporal's packages use several copies of protobufjs (${[...copies].join(', ')}), with which histories can't be read. Run \`npm install protobufjs@^8.7.1\` and \`npm dedupe\`.`,
  );
}

function copyOnDisk(name: string): string[] {
  try {
    return [require.resolve('protobufjs', { paths: [require.resolve(name)] })];
  } catch {
    return []; // not installed here: nothing to compare
  }
}
