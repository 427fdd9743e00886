import { ServiceError, WorkflowFailedError } from '@temporalio/client';
import { RetryState, WorkflowNotFoundError } from '@temporalio/common';
import { explained } from '../../src/client/server-answer';

const ASKED = { namespace: 'shop', workflowId: 'complaint:1' };

function refusal(code: number, details: string): Error {
  return Object.assign(new Error(`${code}: ${details}`), { code, details });
}

test.each([
  [
    'an unknown workflow',
    refusal(5, 'workflow not found for ID: complaint:1'),
    /no trace of a workflow `complaint:1`.*retention/,
  ],
  ['an unknown namespace', refusal(5, 'Namespace shop is not found.'), /no namespace `shop`.*TEMPORAL_NAMESPACE/],
  ['a malformed run id', refusal(3, 'Invalid RunId.'), /refuses `complaint:1`.*Invalid RunId.*Check both ids/],
  ['a missing permission', refusal(7, 'Request unauthorized.'), /TEMPORAL_API_KEY/],
  [
    'a server that is gone',
    refusal(14, 'No connection established'),
    /did not answer about `complaint:1`.*Check that it runs/,
  ],
  ['a run that ended before', refusal(5, 'workflow execution already completed'), /has ended already/],
])('%s is told with the value and the cure', (_case, error, expected) => {
  expect(explained(error, ASKED).message).toMatch(expected);
  expect(explained(error, ASKED).cause).toBe(error);
});

test("what Temporal's client wrapped is told alike", () => {
  const wrapped = new ServiceError('Failed to start Workflow', { cause: refusal(14, 'down') });
  expect(explained(wrapped, ASKED).message).toMatch(/did not answer.*down/);
});

test('a workflow that is not there keeps its class, for callers that tell it apart', () => {
  expect(explained(refusal(5, 'not found'), ASKED)).toBeInstanceOf(WorkflowNotFoundError);
});

test('an error that no server made stays as it is', () => {
  const failed = new WorkflowFailedError('Workflow execution failed', new Error('why'), RetryState.TIMEOUT);
  expect(explained(failed, ASKED)).toBe(failed);
});
