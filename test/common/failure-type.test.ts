/** The types of failures, which people search for in the Temporal UI and workflow code compares with. */
import { FAILURE } from '../../src/common/failure-type';

test('the types are frozen: histories and alerts hold them', () => {
  expect(FAILURE).toEqual({
    refusedByApi: 'ClaudeRequestRefused',
    unavailable: 'ClaudeUnavailable',
    brokenStream: 'ClaudeStreamBroken',
    overBudget: 'OverBudget',
    malformedReply: 'MalformedReply',
    transcriptGap: 'TranscriptGap',
    newerFormat: 'NewerFormat',
    invalidAgent: 'InvalidAgent',
    toolFailed: 'ToolFailed',
    disabled: 'Disabled',
    outcomeUnknown: 'OutcomeUnknown',
    undoFailed: 'UndoFailed',
    compensationFailed: 'CompensationFailed',
    approvalRefused: 'ApprovalRefused',
    approvalExpired: 'ApprovalExpired',
    argumentsChanged: 'ArgumentsChanged',
    artifactMissing: 'ArtifactMissing',
    artifactStoreUnavailable: 'ArtifactStoreUnavailable',
    requestTooLarge: 'RequestTooLarge',
    transcriptTooLarge: 'TranscriptTooLarge',
  });
});
