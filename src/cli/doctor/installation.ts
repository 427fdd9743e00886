/** What can be said of an installation without a server: Node and the packages. */
import { requireEqualVersions, requireOneProtobufjs } from '../../worker/package-check';
import { isAtLeast } from '../../testing/version-order';
import { examined, type Finding } from './finding';

/** The first version of Node that everything here runs on; `engines` in package.json says the same. */
const OLDEST_NODE = '20.19';

/** Examines Node and the packages of this process. */
export function examineInstallation(node = process.versions.node): Promise<readonly Finding[]> {
  return Promise.all([
    examined('node', () => supported(node)),
    examined('protobufjs', () => {
      requireOneProtobufjs();
      return 'one copy';
    }),
    examined('packages', () => {
      requireEqualVersions();
      return "Temporal's packages have one version";
    }),
  ]);
}

function supported(version: string): string {
  if (isAtLeast(version, OLDEST_NODE)) return version;
  throw new Error(`Node \`${version}\` is too old. Install ${OLDEST_NODE} or newer.`);
}
