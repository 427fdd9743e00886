/** Tells a run while it goes: a line for each step that ended and, where a person looks, what runs now below it. */
import type { Run, Step } from '../client/index';
import { runningLine, stepLine } from './ledger-text';
import type { Terminal } from './terminal';

/** Seconds pass visibly. */
const REDRAW_MS = 1_000;

/** Tells it until it closes. */
export async function tellFollowed(run: Pick<Run, 'follow'>, { out, live, colours }: Terminal): Promise<void> {
  if (!live) {
    for await (const step of run.follow()) out(stepLine(step, colours));
    return;
  }
  const running = new Map<number, Step>();
  const draw = (): void => live.draw([...running.values()].map((step) => runningLine(step, Date.now())));
  const timer = setInterval(draw, REDRAW_MS);
  try {
    for await (const step of run.follow({ started: true })) {
      if (step.status === 'running') running.set(step.eventId, step);
      else {
        running.delete(step.eventId);
        live.print(stepLine(step, colours));
      }
      draw();
    }
  } finally {
    clearInterval(timer);
    live.draw([]);
  }
}
