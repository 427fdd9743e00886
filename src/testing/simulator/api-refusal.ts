/** An error answer of the API: its status, its type, its words. Every check throws one; the server turns it into HTTP. */
import type { JsonObject } from './json';

/** A request the API refuses, before any reply has begun. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';

  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly extra: { readonly code?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
  }
}

/** A 400 `invalid_request_error` in the given words. */
export function invalid(message: string): ApiRefusal {
  return new ApiRefusal(400, 'invalid_request_error', message);
}

/** The JSON body of an error answer; `details` appears only where the API gives a code. */
export function refusalBody(refusal: ApiRefusal, requestId: string): JsonObject {
  const details = refusal.extra.code === undefined ? {} : { details: { error_code: refusal.extra.code } };
  const error = { type: refusal.type, message: refusal.message, ...details };
  return { type: 'error', error, request_id: requestId };
}
