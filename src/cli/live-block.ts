/** The lines at the end of a terminal that are drawn anew in place; what is printed for good stands above them. */
import { clearScreenDown, moveCursor } from 'node:readline';

/** A terminal that a person looks at: `process.stdout`, where it is one. */
export interface Screen extends NodeJS.WritableStream {
  readonly columns: number;
  readonly rows: number;
}

/** One block of one screen. */
export class LiveBlock {
  #lines: readonly string[] = [];

  constructor(private readonly screen: Screen) {}

  /** Draws these lines instead of those before. Each must fit: a line that wraps could not be taken back. */
  draw(lines: readonly string[]): void {
    this.#erase();
    const { columns, rows } = this.screen;
    this.#lines = lines.slice(0, rows - 1).map((line) => line.slice(0, columns - 1)); // the cursor stands on the last row
    for (const line of this.#lines) this.screen.write(`${line}\n`);
  }

  /** Prints a line for good. */
  print(line: string): void {
    const lines = this.#lines;
    this.#erase();
    this.screen.write(`${line}\n`);
    this.draw(lines);
  }

  #erase(): void {
    if (this.#lines.length === 0) return;
    moveCursor(this.screen, 0, -this.#lines.length);
    clearScreenDown(this.screen);
    this.#lines = [];
  }
}
