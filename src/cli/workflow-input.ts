/** Reads a workflow's input from the command line: JSON itself, `@file`, or `-` for standard input. */
import { readFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import type { Json } from '../common/index';
import type { Terminal } from './terminal';

/** The input as a value. Throws commander's `InvalidArgumentError` where it is no JSON or the file can't be read. */
export async function workflowInput(source: string, terminal: Terminal): Promise<Json> {
  const text = await textOf(source, terminal);
  try {
    return JSON.parse(text) as Json; // `JSON.parse` returns nothing else
  } catch (cause) {
    throw wrong(
      `The input is not JSON: ${(cause as Error).message}. Quote it for the shell, for instance --input '{"ticketId":"4711"}'.`,
    );
  }
}

async function textOf(source: string, terminal: Terminal): Promise<string> {
  if (source === '-') return terminal.input();
  if (!source.startsWith('@')) return source;
  const file = source.slice(1);
  return readFile(file, 'utf8').catch((cause: Error) => {
    throw wrong(`The input file \`${file}\` can't be read: ${cause.message}.`);
  });
}

function wrong(message: string): InvalidArgumentError {
  return new InvalidArgumentError(message);
}
