/** The bare loop that ours is measured against: two plain activities a turn, no conversation in history. */
import { proxyActivities } from '@temporalio/workflow';
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
