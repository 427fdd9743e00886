/**
 * Loads the workflows once outside the sandbox when a worker starts: an agent that can't work would otherwise fail each
 * workflow task for ever, where nobody looks.
 */

/** Name of the error that `defineAgent` throws; the class itself belongs to another room. */
const DEFINITION_ERROR = 'AgentDefinitionError';

/** Throws what `defineAgent` throws. What else goes wrong outside the sandbox says nothing about the inside. */
export function refuseBadAgents(workflowsPath: string): void {
  try {
    require(workflowsPath);
  } catch (error) {
    if (error instanceof Error && error.name === DEFINITION_ERROR) throw error;
  }
}
