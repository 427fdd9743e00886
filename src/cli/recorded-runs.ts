/** The runs that a command looks at: those in files, or those that a list filter finds on the server. */
import type { DataConverter } from '@temporalio/common';
import { InvalidArgumentError, type Command } from 'commander';
import { readRecordedRun, recordedRuns, type RecordedRun } from '../testing/index';
import { connected } from './connected';
import { countOf } from './list-command';

/** What says which runs. */
export interface RunsFlags {
  readonly query?: string;
  readonly limit?: number;
}

/** Adds argument and flags. */
export function takingRuns(command: Command): Command {
  return command
    .argument('[files...]', 'written by `dw export`, or histories in the JSON of the Temporal CLI')
    .option('--query <filter>', "runs on the server instead, by Temporal's list filter")
    .option('--limit <count>', 'so many of them at the most, newest first (50)', countOf);
}

/** Does the work on the runs that are meant and collects what comes out; files need no server. Throws where no run is found. */
export async function withRuns<T>(
  files: readonly string[],
  { query, limit }: RunsFlags,
  dataConverter: DataConverter | undefined,
  work: (runs: AsyncIterable<RecordedRun>) => AsyncIterable<T>,
): Promise<readonly T[]> {
  if (files.length > 0 === (query !== undefined))
    throw new InvalidArgumentError('Name files of recorded runs, or a --query for runs on the server: one of the two.');
  const found =
    query === undefined
      ? await collected(work(fromFiles(files)))
      : await connected(
          (client) => collected(work(recordedRuns(client, { query, ...(limit && { limit }) }))),
          dataConverter,
        );
  if (found.length === 0) throw new Error('No run is found, so nothing was looked at.');
  return found;
}

async function* fromFiles(files: readonly string[]): AsyncGenerator<RecordedRun> {
  for (const file of files) yield await readRecordedRun(file);
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
