/**
 * Records a finished run for ever: `TEMPORAL_ADDRESS=… node lib/test/replay/record.js NAME WORKFLOW_ID [RUN_ID]`. What
 * was recorded once is never recorded again: it stands for the histories of users who run that version.
 */
import { createHash } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { connect } from '../../src/client';

/** One recorded run, as it stands in its file. */
export interface RecordedRun {
  readonly workflowId: string;
  readonly history: unknown;
  /** The conversations as they were read when it was recorded. */
  readonly conversations: unknown;
}

async function record(name: string, workflowId: string, runId?: string): Promise<void> {
  const client = await connect();
  const history = await client.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const conversations = await client.transcript(workflowId, runId);
  await client.close();
  const recorded: RecordedRun = { workflowId, history: JSON.parse(historyToJSON(history)) as unknown, conversations };
  const text = JSON.stringify(recorded);
  const folder = join(process.cwd(), 'test/replay');
  await writeFile(join(folder, `${name}.json`), text, { flag: 'wx' }); // fails where there is one already
  await appendFile(
    join(folder, 'checksums.sha256'),
    `${createHash('sha256').update(text).digest('hex')}  ${name}.json\n`,
  );
}

if (require.main === module) {
  const [name, workflowId, runId] = process.argv.slice(2);
  if (!name || !workflowId) throw new Error('Say a name and a workflow id.');
  void record(name, workflowId, runId);
}
