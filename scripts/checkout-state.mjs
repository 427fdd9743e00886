/**
 * Knows whether what is installed and built still belongs to what is checked in. Stands apart because it only looks:
 * bootstrap acts on the answers. Contents are compared rather than times alone, for a fresh clone or a copied checkout
 * gives every file a new time.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this script stands in. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const STAMP = join(ROOT, 'lib', 'built-from');
const BUILD_INFO = join(ROOT, 'lib', 'tsconfig.tsbuildinfo');
const COMPILED_ROOMS = ['src', 'examples', 'test', 'bench'];
const SETTINGS = ['tsconfig.json', 'package.json', 'package-lock.json'];

/** Whether node_modules holds what package-lock.json asks for. Optional packages may be absent (other platforms). */
export function packagesAreCurrent() {
  const lockFile = join(ROOT, 'package-lock.json');
  const installedFile = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  if (statSync(installedFile).mtimeMs >= statSync(lockFile).mtimeMs) return true;
  const wanted = packagesIn(lockFile);
  const installed = packagesIn(installedFile);
  const fits = ([path, entry]) =>
    installed[path] === undefined
      ? Boolean(entry.optional || entry.devOptional)
      : installed[path].version === entry.version;
  return Object.entries(wanted)
    .filter(([path]) => path !== '')
    .every(fits);
}

function packagesIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** What lib/ would be built from now: changes with every source that is added, changed or removed. */
export function sourceFingerprint() {
  const hash = createHash('sha256');
  for (const file of [...SETTINGS.map((name) => join(ROOT, name)), ...sources()]) {
    const { mtimeMs, size } = statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 };
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

/** Whether lib/ was built from these sources and is still whole. */
export function buildIsCurrent(fingerprint) {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint && buildIsWhole();
}

/** Prepares a build: without a stamp it counts as unfinished; without its notes the compiler writes every file anew. */
export function beginBuild() {
  mkdirSync(dirname(STAMP), { recursive: true });
  rmSync(STAMP, { force: true });
  if (!buildIsWhole()) rmSync(BUILD_INFO, { force: true });
}

/** Marks lib/ as built from these sources. */
export function endBuild(fingerprint) {
  writeFileSync(STAMP, fingerprint);
}

function buildIsWhole() {
  return sources().every((file) => existsSync(join(ROOT, 'lib', `${file.slice(ROOT.length + 1, -'.ts'.length)}.js`)));
}

function sources() {
  return COMPILED_ROOMS.flatMap((room) => sourcesIn(join(ROOT, room))).sort();
}

function sourcesIn(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}
