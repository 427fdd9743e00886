/** The types of every failure that this library throws, in one table: what people search for in the Temporal UI. */

export const FAILURE = {
  /** Claude's API refused the request for good: bad request, key, permission, unknown model, spend limit. */
  refusedByApi: 'ClaudeRequestRefused',
  /** Claude's API could not be reached or is overloaded; retried, and final after the last counted attempt. */
  unavailable: 'ClaudeUnavailable',
  /** The stream broke, stalled or ended early; retried likewise. */
  brokenStream: 'ClaudeStreamBroken',
  /** The call does not fit into what is left of the budget: nothing was sent. */
  overBudget: 'OverBudget',
  /** Two replies in a row that can't stand in a conversation. */
  malformedReply: 'MalformedReply',
  /** The history lacks a reply or a result that the transcript needs. */
  transcriptGap: 'TranscriptGap',
  /** Written by newer code: another worker has to take it. */
  newerFormat: 'NewerFormat',
  /** An agent or a request to it can't work as written. */
  invalidAgent: 'InvalidAgent',
  /** A tool failed on its last attempt. */
  toolFailed: 'ToolFailed',
  /** The tool or the agent is disabled for all workers; nothing was started. */
  disabled: 'Disabled',
  /** A `once` tool was started before and may have had its effect. */
  outcomeUnknown: 'OutcomeUnknown',
  /** One effect could not be taken back. */
  undoFailed: 'UndoFailed',
  /** The agent failed, and not all of its effects could be taken back; the cause is why it failed. */
  compensationFailed: 'CompensationFailed',
  /** A person's answer came too late or changed the arguments to what the tool does not take; the Update fails. */
  approvalRefused: 'ApprovalRefused',
  /** Nobody answered in time, and the rule says that this fails the agent. */
  approvalExpired: 'ApprovalExpired',
  /** The arguments of a tool call are not the ones that were validated. */
  argumentsChanged: 'ArgumentsChanged',
  /** A file that the conversation refers to is not in the artifact store. */
  artifactMissing: 'ArtifactMissing',
  /** The artifact store does not answer; retried, and then the step waits. */
  artifactStoreUnavailable: 'ArtifactStoreUnavailable',
  /** The request is larger than the API takes; becomes the outcome `contextFull`. */
  requestTooLarge: 'RequestTooLarge',
  /** The transcript has outgrown what one run can hand to the next. */
  transcriptTooLarge: 'TranscriptTooLarge',
} as const;

/** One of the failure types above. */
export type FailureType = (typeof FAILURE)[keyof typeof FAILURE];
