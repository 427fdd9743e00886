/** The live page of a run, as the Temporal UI asks for it. */
import type { Lab } from './lab';

/** Its Markdown; empty where there is none. */
export async function livePageOf(lab: Lab, { id }: { readonly id: string }): Promise<string> {
  const handle = lab.client.temporal.workflow.getHandle(id);
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}
