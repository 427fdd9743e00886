/** Turns what a Temporal server refused into words that name the value and the cure. Every call of this room passes here. */
import { ServiceError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { GRPC, detailsOf, statusOf } from './grpc-status';

/** What was asked for, as far as it is known. */
export interface Asked {
  readonly namespace: string;
  readonly workflowId: string;
  readonly runId?: string;
}

/** The error to throw instead of `error`, which becomes its `cause`; errors that no server made stay as they are. */
export function explained(error: unknown, asked: Asked): Error {
  if (error instanceof WorkflowNotFoundError) return notFound(error, asked);
  const refusal: unknown = error instanceof ServiceError ? error.cause : error;
  const status = statusOf(refusal);
  if (status === undefined) return error instanceof Error ? error : new Error(String(error));
  const details = detailsOf(refusal);
  const { namespace, workflowId, runId } = asked;
  const run = `\`${workflowId}\`${runId ? `, run \`${runId}\`,` : ''}`;
  if (status === GRPC.notFound) return isOfNamespace(details) ? noNamespace(error, namespace) : notFound(error, asked);
  if (status === GRPC.invalidArgument) {
    return because(error, `The server refuses ${run} in namespace \`${namespace}\`: ${details}. Check both ids.`);
  }
  if (status === GRPC.permissionDenied || status === GRPC.unauthenticated) {
    return because(
      error,
      `No permission in namespace \`${namespace}\`: ${details}. Check TEMPORAL_API_KEY and TEMPORAL_NAMESPACE.`,
    );
  }
  if (/larger than max/.test(details)) {
    const cure = 'Let connect() make the connection, or raise `grpc.max_receive_message_length` in its channelArgs.';
    return because(
      error,
      `The history of ${run} comes in larger pages than this connection takes: ${details}. ${cure}`,
    );
  }
  return because(
    error,
    `The Temporal server did not answer about ${run} in namespace \`${namespace}\`: ${details}. Check that it runs.`,
  );
}

/** Runs one call and explains its failure. */
export async function answer<T>(asked: Asked, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw explained(error, asked);
  }
}

function notFound(cause: unknown, { namespace, workflowId, runId }: Asked): Error {
  const details = detailsOf(cause);
  const which = runId ? `a run \`${runId}\` of workflow \`${workflowId}\`` : `a workflow \`${workflowId}\``;
  const message = /already completed/i.test(details)
    ? `Workflow \`${workflowId}\` has ended already, so nothing is left to stop.`
    : `Namespace \`${namespace}\` has no trace of ${which}. Check the id and TEMPORAL_NAMESPACE; a finished run may be past the namespace's retention.`;
  return Object.assign(new WorkflowNotFoundError(message, workflowId, runId), { cause });
}

function noNamespace(cause: unknown, namespace: string): Error {
  return because(cause, `There is no namespace \`${namespace}\`. Set TEMPORAL_NAMESPACE, or create it.`);
}

function isOfNamespace(details: string): boolean {
  return /namespace .*not found/i.test(details);
}

function because(cause: unknown, message: string): Error {
  return new Error(message, { cause });
}
