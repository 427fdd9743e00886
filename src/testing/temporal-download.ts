/**
 * Downloads the Temporal CLI's official release. Stands apart because it is the only code here that needs the internet,
 * and it must find out within seconds that there is none. The checksum comes from the same place as the archive: it
 * proves that the bytes arrived whole, not who wrote them.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checksumOf, temporalAsset } from './temporal-asset';
import { TEMPORAL_CLI_VERSION } from './temporal-cli-version';

/** Where the project publishes its releases. */
export const OFFICIAL_RELEASES = 'https://github.com/temporalio/cli/releases/download';

/** A network that sends nothing for this long is treated as blocked: the next way is tried. */
const SILENCE_MS = 8_000;

/** Twice the size of the largest archive seen; a wrong file must not fill the disk. */
const LARGEST_ARCHIVE_BYTES = 200_000_000;

/** How often a running download says how far it is. */
const REPORT_EVERY_MS = 5_000;

/** Leaves the checked binary in `workDirectory` and returns its path. Fails within seconds when nothing is reachable. */
export async function downloadTemporal(
  workDirectory: string,
  report: (line: string) => void,
  releases: string = OFFICIAL_RELEASES,
): Promise<string> {
  const asset = temporalAsset(process.platform, process.arch);
  if (asset === undefined) throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
  const release = `${releases}/v${TEMPORAL_CLI_VERSION}`;
  report(`downloading ${release}/${asset}`);

  const wanted = checksumOf(asset, await textAt(`${release}/checksums.txt`));
  if (wanted === undefined) throw new Error(`\`checksums.txt\` of the release does not list \`${asset}\``);
  const archive = join(workDirectory, asset);
  const actual = await saveTo(archive, `${release}/${asset}`, report);
  if (actual !== wanted) throw new Error(`\`${asset}\` has SHA-256 \`${actual}\`, the release says \`${wanted}\``);

  await promisify(execFile)('tar', ['-xzf', archive, '-C', workDirectory, 'temporal']);
  return join(workDirectory, 'temporal');
}

async function textAt(url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesAt(url)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function saveTo(file: string, url: string, report: (line: string) => void): Promise<string> {
  const hash = createHash('sha256');
  const output = await open(file, 'wx');
  let received = 0;
  let reportedAt = Date.now();
  try {
    for await (const chunk of bytesAt(url)) {
      received += chunk.byteLength;
      hash.update(chunk);
      await output.writeFile(chunk);
      if (Date.now() - reportedAt < REPORT_EVERY_MS) continue;
      reportedAt = Date.now();
      report(`downloaded ${Math.round(received / 1e6)} MB`);
    }
  } finally {
    await output.close();
  }
  return hash.digest('hex');
}

async function* bytesAt(url: string): AsyncGenerator<Uint8Array> {
  const abort = new AbortController();
  const silence = setTimeout(() => abort.abort(new Error(`no answer for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
  let received = 0;
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
    // Node's own types leave the chunks of a response open; they are bytes.
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      silence.refresh();
      received += chunk.byteLength;
      if (received > LARGEST_ARCHIVE_BYTES) throw new Error(`it is larger than ${LARGEST_ARCHIVE_BYTES} bytes`);
      yield chunk;
    }
  } catch (error) {
    const { cause, message } = error as Error; // fetch hides the reason (`ENOTFOUND …`) in the cause
    throw new Error(`\`${url}\` failed: ${cause instanceof Error ? cause.message : message}`, { cause: error });
  } finally {
    clearTimeout(silence);
    abort.abort();
  }
}
