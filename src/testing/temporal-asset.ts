/**
 * Names the release asset of the Temporal CLI for a machine, and finds its checksum. Pure, and apart from the download
 * so that a table of machines can test it.
 */
import { TEMPORAL_CLI_VERSION } from './temporal-cli-version';

const RELEASED_FOR: Record<string, string> = {
  'linux x64': 'linux_amd64',
  'linux arm64': 'linux_arm64',
  'darwin x64': 'darwin_amd64',
  'darwin arm64': 'darwin_arm64',
};

/** The archive for a machine, in Node's words (`process.platform`, `process.arch`); `undefined` where we use none. */
export function temporalAsset(platform: string, architecture: string): string | undefined {
  const suffix = RELEASED_FOR[`${platform} ${architecture}`];
  return suffix === undefined ? undefined : `temporal_cli_${TEMPORAL_CLI_VERSION}_${suffix}.tar.gz`;
}

/** The SHA-256 of an asset in a release's `checksums.txt` (lines of `<hex>  <name>`), lower case. */
export function checksumOf(asset: string, checksums: string): string | undefined {
  const words = checksums.split('\n').map((line) => line.trim().split(/\s+\*?/));
  const sum = words.find(([, name]) => name === asset)?.[0]?.toLowerCase();
  return sum !== undefined && /^[0-9a-f]{64}$/.test(sum) ? sum : undefined;
}
