/** A terminal in memory: what a command wrote, and what it may read. */
import picocolors from 'picocolors';
import type { Terminal } from '../../src/cli/terminal';

/** A terminal with what was written to it, line by line. */
export interface RecordedTerminal extends Terminal {
  readonly written: string[];
  readonly complained: string[];
  /** Codes that commands ended the process with. */
  readonly exits: number[];
  /** Resolves when this text was written. */
  untilWritten(text: string): Promise<void>;
  /** What a person does with Ctrl-C. */
  interrupt(): void;
}

/** A terminal without colour. */
export function recordedTerminal(input = ''): RecordedTerminal {
  const written: string[] = [];
  const complained: string[] = [];
  const exits: number[] = [];
  let interrupt: () => void = () => undefined;
  const waiting = new Map<string, () => void>();
  const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
  return {
    ...{ written, complained, exits, colours: picocolors.createColors(false), interrupt: () => interrupt() },
    out: (text) => {
      written.push(text);
      waiting.get(text)?.();
    },
    untilWritten: (text) => new Promise((resolve) => waiting.set(text, resolve)),
    err: (text) => void complained.push(text),
    input: async () => input,
    exit: (code) => void exits.push(code),
    interrupted: () => interrupted,
  };
}
