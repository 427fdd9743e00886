/** The bare loop that ours is measured against: two plain activities a turn, no conversation in history. */
import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { Call, Job } from '../job';
import type * as activities from './activities';

const { askModel, lookUp } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

/** Does a job. */
export async function bare(job: Job): Promise<string> {
  for (;;) {
    const use = (await askModel(job)).find((block) => block.type === 'tool_use');
    if (!use) return 'answer';
    await lookUp(use.id, use.input as Call); // the model's script
  }
}

/** A person's yes. */
export const go = defineSignal('go');

/** The same with a person's yes before each call. */
export async function bareAsking(job: Job): Promise<string> {
  let isApproved = false;
  setHandler(go, () => void (isApproved = true));
  for (;;) {
    const use = (await askModel(job)).find((block) => block.type === 'tool_use');
    if (!use) return 'answer';
    await condition(() => isApproved);
    isApproved = false;
    await lookUp(use.id, use.input as Call); // as above
  }
}
