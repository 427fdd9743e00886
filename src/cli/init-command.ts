/** `dw init`: a small working project to start from. */
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { packageRoot } from '../worker/own-package';
import { printableJson } from './printable';
import type { Terminal } from './terminal';

/** What npm takes as a name without a scope. */
const PROJECT_NAME = /^[a-z0-9][a-z0-9._-]{0,213}$/;

/** The toolchain that the project is tested with; what belongs to Temporal comes from our own package.json. */
const DEV_DEPENDENCIES = { '@types/node': '^20.19.0', typescript: '~6.0.0' };

interface PackageJson {
  name: string;
  version: string;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Adds the command. */
export function addInitCommand(program: Command, terminal: Terminal): void {
  program
    .command('init')
    .description('make a small working project: worker, workflow, agent with two tools, test')
    .argument('<folder>', 'a new or empty folder; its name becomes the name of the project')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw init my-project')
    .action((folder: string, flags: { readonly json?: true }) => init(folder, flags, terminal));
}

async function init(folder: string, { json }: { readonly json?: true }, terminal: Terminal): Promise<void> {
  const target = resolve(folder);
  const name = basename(target);
  if (!PROJECT_NAME.test(name)) {
    throw new Error(
      `\`${name}\` can't be the name of a project: use lower-case letters, digits, \`-\`, \`_\` and \`.\`.`,
    );
  }
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length > 0) throw new Error(`\`${target}\` is not empty. Name a new folder.`);
  const own = packageRoot();
  await cp(join(own, 'templates', 'project'), target, { recursive: true });
  await rename(join(target, 'gitignore'), join(target, '.gitignore')); // npm would not pack it under its own name
  const { version, peerDependencies = {}, peerDependenciesMeta = {} } = await packageIn(own);
  const made = await packageIn(target);
  const needed = Object.entries(peerDependencies).filter(([name]) => !peerDependenciesMeta[name]?.optional);
  const dependencies = { ...Object.fromEntries(needed), 'dynamic-workflows': `^${version}` };
  await writeFile(
    join(target, 'package.json'),
    `${JSON.stringify({ ...made, name, dependencies, devDependencies: DEV_DEPENDENCIES }, null, 2)}\n`,
  );
  const readme = join(target, 'README.md');
  await writeFile(readme, (await readFile(readme, 'utf8')).replace('# my-project', `# ${name}`));
  terminal.out(
    json
      ? printableJson({ folder: target, name })
      : `Made ${target}. Next:\n  cd ${folder}\n  npm install\n  npm run check`,
  );
}

async function packageIn(folder: string): Promise<PackageJson> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageJson; // ours, both
}
