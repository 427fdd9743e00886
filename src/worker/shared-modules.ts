/**
 * Bundles so that all runs of a worker share the large modules. Temporal executes a workflow's modules anew for each run:
 * zod and Ed25519 cost it half a megabyte and ten milliseconds. TypeScript workflows would even bundle zod twice, as ES
 * modules for themselves and as CommonJS for the library.
 */
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type { BundleOptions } from '@temporalio/worker';

type Config = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];
type Plugin = Extract<NonNullable<Config['plugins']>[number], (...all: never[]) => unknown>;
type Compiler = Parameters<Plugin>[0];

const NAME = 'dynamic-workflows';

/** Before 4.3 zod refused an id of `meta` that it had seen, and each run brings its own. */
const FIRST_SHARED_MINOR = 3;

/** The same options, so that the bundle holds one zod, the workflows' own, and loads what is shared before the first run. */
export function sharingModules(options: BundleOptions): BundleOptions {
  const zod = zodOf(options.workflowsPath);
  const shared = ['../workflows/shared-ed25519', ...(zod.isShared ? ['../workflows/shared-zod'] : [])];
  return {
    ...options,
    preloadModules: [...(options.preloadModules ?? []), ...shared.map((path) => require.resolve(path))],
    webpackConfigHook: (config) => withZod(options.webpackConfigHook?.(config) ?? config, zod),
  };
}

interface Zod {
  readonly entries: readonly (readonly [name: string, path: string])[];
  readonly folder: string;
  readonly isShared: boolean;
}

function zodOf(workflowsPath: string): Zod {
  const find = (from: NodeJS.Require): Zod => {
    const manifest = from.resolve('zod/package.json');
    const { version } = from(manifest) as { version: string }; // as npm writes it
    return {
      entries: ['zod', 'zod/v4'].map((name) => [name, from.resolve(name)] as const),
      folder: dirname(manifest) + sep,
      isShared: Number(version.split('.')[1]) >= FIRST_SHARED_MINOR,
    };
  };
  try {
    return find(createRequire(workflowsPath));
  } catch {
    return find(createRequire(__filename)); // workflows without a zod of their own still bring ours
  }
}

function withZod(config: Config, { entries, folder }: Zod): Config {
  const { alias = {} } = config.resolve ?? {};
  const more = Array.isArray(alias)
    ? [...alias, ...entries.map(([name, path]) => ({ name, alias: path, onlyModule: true }))]
    : { ...alias, ...Object.fromEntries(entries.map(([name, path]) => [`${name}$`, path])) };
  return {
    ...config,
    resolve: { ...config.resolve, alias: more },
    plugins: [...(config.plugins ?? []), (compiler: Compiler) => leaveUsable(compiler, folder)],
  };
}

/**
 * Temporal freezes shared modules to the depth, up to what is frozen already. zod resets its patterns and keeps settings,
 * so its modules freeze what they export and nothing below.
 */
function leaveUsable({ hooks, webpack }: Compiler, folder: string): void {
  hooks.compilation.tap(NAME, (compilation) => {
    webpack.NormalModule.getCompilationHooks(compilation).processResult.tap(NAME, (result, { resource }) => {
      if (!resource.startsWith(folder) || !resource.endsWith('.cjs')) return result;
      const [source, ...rest] = result;
      return [`${source.toString()}\nObject.freeze(module.exports);\n`, ...rest];
    });
  });
}
