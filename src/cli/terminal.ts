/** Where a command reads and writes: the process in earnest, memory in tests. */
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import picocolors from 'picocolors';
import { LiveBlock } from './live-block';

/** Paints text, or leaves it alone where colour is off. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/** What commands may use of the process. */
export interface Terminal {
  /** Writes one text and a line end to standard output. */
  out(text: string): void;
  /** The same to standard error. */
  err(text: string): void;
  readonly colours: Colours;
  /** Where a person looks: lines that are drawn anew in place. */
  readonly live?: LiveBlock;
  /** All of standard input. */
  input(): Promise<string>;
  /** Ends the process, after what was written has left. */
  exit(code: number): void;
  /** Resolves when the person wants the command to end. */
  interrupted(): Promise<void>;
}

/** The terminal of this process: colour only where a person looks, and quiet when the reader of a pipe goes away. */
export function processTerminal(): Terminal {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    colours: picocolors.createColors(process.stdout.isTTY === true && picocolors.isColorSupported),
    ...(process.stdout.isTTY && { live: new LiveBlock(process.stdout) }),
    input: () => text(process.stdin),
    exit: (code) => process.exit(code),
    interrupted: async () => {
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    },
  };
}
