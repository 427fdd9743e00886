import type { Client } from '@temporalio/client';
import { numberOf, readHistory, watchHistory } from '../../src/client/history-pages';

interface Request {
  readonly nextPageToken?: Uint8Array;
  readonly maximumPageSize: number;
}

const EXECUTION = { workflowId: 'complaint:1', runId: 'run-1' };
const TOKEN = new Uint8Array([1]);

/** A server that answers in the order of the script; an error is thrown, and what is left over fails the test. */
function serverOf(...script: readonly (object | Error)[]): { client: Client; requests: Request[]; left: () => number } {
  const answers = [...script];
  const requests: Request[] = [];
  const getWorkflowExecutionHistory = async (request: Request): Promise<unknown> => {
    requests.push(request);
    const answer = answers.shift() ?? new Error('nothing scripted');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const client = {
    options: { namespace: 'default' },
    workflowService: { getWorkflowExecutionHistory },
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
  };
  return { client: client as unknown as Client, requests, left: () => answers.length }; // all that is used of a client
}

function page(
  ids: readonly number[],
  next?: Uint8Array,
  attributes: object = { timerStartedEventAttributes: {} },
): object {
  return { history: { events: ids.map((eventId) => ({ eventId, ...attributes })) }, nextPageToken: next };
}

function refusal(code: number, details: string): Error {
  return Object.assign(new Error(details), { code, details });
}

async function numbers(events: AsyncIterable<Parameters<typeof numberOf>[0]>): Promise<readonly number[]> {
  const read: number[] = [];
  for await (const event of events) read.push(numberOf(event));
  return read;
}

test('pages are read to the last one and are small enough for one message', async () => {
  const { client, requests } = serverOf(page([1, 2], TOKEN), page([3]));
  expect(await numbers(readHistory(client, EXECUTION))).toEqual([1, 2, 3]);
  expect(requests.map(({ nextPageToken }) => nextPageToken)).toEqual([undefined, TOKEN]);
  expect(requests.every(({ maximumPageSize }) => maximumPageSize <= 64)).toBe(true);
});

test('a workflow-task event that never becomes history does not hide the event that takes its number', async () => {
  const phantom = page([2, 3], TOKEN, { workflowTaskScheduledEventAttributes: {} });
  const { client } = serverOf(page([1], TOKEN), phantom, page([2, 3]));
  expect(await numbers(watchHistory(client, EXECUTION))).toEqual([1, 2, 3]);
});

test('watching outlives a server that is away for a while', async () => {
  const { client, left } = serverOf(page([1], TOKEN), refusal(14, 'away'), refusal(4, 'too late'), page([2]));
  expect(await numbers(watchHistory(client, EXECUTION))).toEqual([1, 2]);
  expect(left()).toBe(0);
});

test('a server that lost its token is read again from the beginning, and nothing is told twice', async () => {
  const { client, requests } = serverOf(page([1, 2], TOKEN), refusal(3, 'invalid token'), page([1, 2, 3]));
  expect(await numbers(watchHistory(client, EXECUTION))).toEqual([1, 2, 3]);
  expect(requests[2]?.nextPageToken).toBeUndefined();
});

test('watching a workflow that does not exist ends at once', async () => {
  const { client, requests } = serverOf(refusal(5, 'workflow not found'));
  await expect(numbers(watchHistory(client, EXECUTION))).rejects.toThrow(
    /no trace of a run `run-1` of workflow `complaint:1`/,
  );
  expect(requests).toHaveLength(1);
});

test('a page too large for the connection is not asked for again', async () => {
  const { client, requests } = serverOf(refusal(8, 'Received message larger than max (5 vs 4)'));
  await expect(numbers(watchHistory(client, EXECUTION))).rejects.toThrow(/grpc.max_receive_message_length/);
  expect(requests).toHaveLength(1);
});
