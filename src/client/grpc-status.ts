/** The gRPC status codes that the client tells apart, by name: they are numbers on the wire. */

export const GRPC = {
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  aborted: 10,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/** The status code of a failed call, or undefined for errors of another kind. */
export function statusOf(error: unknown): number | undefined {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'number' ? code : undefined;
}

/** What the server said, without gRPC's prefix. */
export function detailsOf(error: unknown): string {
  const details = (error as { readonly details?: unknown } | undefined)?.details;
  if (typeof details === 'string' && details !== '') return details;
  return error instanceof Error ? error.message : String(error);
}
