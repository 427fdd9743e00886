/**
 * Says what a script is doing, on stderr: stdout belongs to the program that is run (`--json`). Stands apart so that a
 * terminal gets a spinner and a log gets plain lines, decided once.
 */

/** Fast enough to look alive, slow enough not to cost anything. */
const FRAME_MS = 100;

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** One line on stderr. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Shows `title` while `work` runs, and how long it took. */
export async function withProgress(title, work) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  if (!process.stderr.isTTY) say(`${title} …`);
  let frame = 0;
  const draw = () => process.stderr.write(`\r\x1b[2K${FRAMES[(frame += 1) % FRAMES.length]} ${title} ${seconds()}`);
  const spinner = process.stderr.isTTY ? setInterval(draw, FRAME_MS) : undefined;
  const end = (mark) => {
    clearInterval(spinner);
    say(process.stderr.isTTY ? `\r\x1b[2K${mark} ${title} ${seconds()}` : `${mark} ${title}: ${seconds()}`);
  };
  try {
    const result = await work();
    end('✓');
    return result;
  } catch (error) {
    end('✗');
    throw error;
  }
}
