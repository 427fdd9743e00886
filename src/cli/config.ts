/**
 * The module that `--config` or DW_CONFIG names: what `dw` needs to know of a project, in the project's own code. Stands
 * apart from the commands because those of workers and of clients share it.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { Command } from 'commander';
import type { RunWorkerOptions } from '../worker/index';

/** Gives every command that has no `--config` of its own this one, which says the same as DW_CONFIG. */
export function addConfigOption(program: Command): void {
  const without = program.commands.filter(({ options }) => options.every(({ long }) => long !== '--config'));
  for (const command of without) {
    command
      .option('--config <file>', 'JavaScript module that exports the `dataConverter` of worker and clients (DW_CONFIG)')
      .hook('preAction', () => {
        const { config } = command.opts<{ config?: string }>();
        if (config !== undefined) process.env['DW_CONFIG'] = config;
      });
  }
}

/** The data converter of the module that DW_CONFIG names, undefined where it names none. */
export function configuredConverter(): DataConverter | undefined {
  const file = process.env['DW_CONFIG'];
  return file ? converterOf(file) : undefined;
}

/** The data converter that a module exports, by itself or inside its default export. Throws where the module can't be loaded. */
export function converterOf(file: string): DataConverter | undefined {
  const module = load(file);
  const converter = memberOf(module, 'dataConverter') ?? memberOf(memberOf(module, 'default'), 'dataConverter');
  if (converter === undefined || isConverter(converter)) return converter;
  throw new TypeError(
    `The dataConverter of \`${file}\` is none. Make it with \`dataConverterOf({ codecs })\` of dynamic-workflows/codecs.`,
  );
}

/** The worker options that a module exports as `workerOptions` or by default. Throws where there are none. */
export async function workerOptionsOf(file: string): Promise<RunWorkerOptions> {
  const module = await loadConfig(file);
  const byDefault = memberOf(module, 'default');
  const options = memberOf(module, 'workerOptions') ?? memberOf(byDefault, 'workerOptions') ?? byDefault;
  if (typeof memberOf(options, 'taskQueue') === 'string') return options as RunWorkerOptions; // the documented contract
  throw new TypeError(
    `The config \`${file}\` has no worker options: export \`workerOptions = { taskQueue, workflowsPath, tools }\` from it.`,
  );
}

/** The module, CommonJS or ESM. Throws where it can't be loaded. */
export function loadConfig(file: string): Promise<unknown> {
  return import(pathToFileURL(resolve(file)).href).catch((cause: unknown) => {
    throw cannotLoad(file, cause);
  });
}

function load(file: string): unknown {
  try {
    return createRequire(__filename)(resolve(file));
  } catch (cause) {
    throw cannotLoad(file, cause);
  }
}

function cannotLoad(file: string, cause: unknown): Error {
  return new Error(`The config \`${file}\` can't be loaded; it must be a JavaScript module.`, { cause });
}

function isConverter(value: unknown): value is DataConverter {
  return typeof value === 'object' && value !== null && Array.isArray(memberOf(value, 'payloadCodecs') ?? []);
}

/** A member of whatever a module exports. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
