/**
 * Loads the workflows once outside the sandbox when a worker starts: an agent that can't work would otherwise fail each
 * workflow task for ever, where nobody looks.
 */

import { createRequire } from 'node:module';

/** Name of the error that `defineAgent` throws; the class itself belongs to another room. */
const DEFINITION_ERROR = 'AgentDefinitionError';

/** Throws what `defineAgent` throws. What else goes wrong outside the sandbox says nothing about the inside. */
export function refuseBadAgents(workflowsPath: string): void {
  try {
    createRequire(__filename)(workflowsPath);
  } catch (error) {
    if (error instanceof Error && error.name === DEFINITION_ERROR) throw error;
  }
}
