/** Tells the steps of a run while it happens, through continue-as-new and restarts of the server. */
import type { Client } from '@temporalio/client';
import type { Execution } from './execution';
import { watchHistory } from './history-pages';
import { decoderOf } from './payload-reading';
import { runClosingOf } from './run-closing';
import type { Step } from './step';
import { StepTracker } from './step-tracker';

/** What to be told. */
export interface FollowOptions {
  /** Also tell a step when it begins, with status `running`; its end comes later under the same `eventId`. */
  readonly started?: boolean;
}

/** Steps in the order of their ends, from the beginning of the given run until the last run after it closes. */
export async function* followRun(
  client: Client,
  from: Execution,
  { started = false }: FollowOptions = {},
): AsyncGenerator<Step> {
  const decode = decoderOf(client);
  let execution: Execution | undefined = from;
  while (execution) {
    const tracker = new StepTracker(decode);
    let next: string | undefined;
    for await (const event of watchHistory(client, execution)) {
      const step = await tracker.apply(event);
      if (step && (started || step.status !== 'running')) yield step;
      const closing = runClosingOf(event);
      if (!closing) continue;
      yield* tracker.abandon(event);
      next = closing.nextRunId;
      break;
    }
    execution = next ? { workflowId: from.workflowId, runId: next } : undefined;
  }
}
