/** What a person sees: lines of the story, and a spinner or plain lines for whatever takes longer than a second. */
import { createSpinner, type Spinner } from 'nanospinner';
import colours from 'picocolors';
import { inUsd } from 'dynamic-workflows/workflows';
import type { Step } from 'dynamic-workflows/client';

/** Shorter waits need no word. */
const WORTH_A_LINE_MS = 1_000;

/** Where the story is told. With `--json` it goes to stderr, so that stdout holds the one object. */
export class Screen {
  /** Where everything is written. */
  readonly stream: NodeJS.WriteStream;
  readonly #spinner: Spinner | undefined;
  #late: NodeJS.Timeout | undefined;

  constructor({ json }: { json: boolean }) {
    this.stream = json ? process.stderr : process.stdout;
    this.#spinner = this.stream.isTTY ? createSpinner('', { stream: this.stream }) : undefined;
  }

  /** Whether a person sits here who can be asked. */
  get isTerminal(): boolean {
    return process.stdin.isTTY === true && this.stream.isTTY === true;
  }

  /** A line that stays. */
  say(line = ''): void {
    this.#spinner?.clear();
    this.stream.write(`${line}\n`);
  }

  heading(line: string): void {
    this.say(`\n${colours.bold(line)}`);
  }

  /** What is being waited for: spins on a terminal; elsewhere a plain line, if it takes long enough to wonder. */
  wait(what: string): void {
    this.rest();
    if (this.#spinner) this.#spinner.start({ text: what });
    else this.#late = setTimeout(() => this.stream.write(`  … ${what}\n`), WORTH_A_LINE_MS);
  }

  /** Nothing is waited for any more. */
  rest(): void {
    clearTimeout(this.#late);
    this.#spinner?.reset().clear();
  }

  /** One finished step of the run. */
  step(step: Step): void {
    const { decidedBy, name, summary, ms, attempts, tokens, costNanoUsd } = step;
    const who =
      decidedBy === 'claude'
        ? colours.magenta('Claude')
        : decidedBy === 'code'
          ? colours.cyan('code  ')
          : colours.yellow('person');
    const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite;
    const spent = prompt > 0 ? `${prompt} tokens in, ${tokens.output} out, USD ${inUsd(costNanoUsd).toFixed(6)}` : '';
    const notes = [`${(ms / 1_000).toFixed(1)} s`, attempts > 1 ? colours.red(`${attempts} attempts`) : '', spent]
      .filter(Boolean)
      .join(' · ');
    this.say(`  ${who}  ${name.padEnd(18)} ${printable(summary).padEnd(58)} ${colours.dim(notes)}`);
  }

  /** Something dramatic. */
  alarm(line: string): void {
    this.say(`  ${colours.red(line)}`);
  }
}

/** Text that a model or a stranger wrote, without what could move the cursor or turn the text around. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => (character === '\n' ? '\n' : ' '));
}
