/** Checks on the request before its body is read: who asks, and in which version and format. */
import type { IncomingHttpHeaders } from 'node:http';
import { ApiRefusal, invalid } from '../api-refusal';

/** The only version whose rules the simulator knows. */
export const API_VERSION = '2026-10-21';

const BEARER = 'Bearer ';

/** Checks the credentials; with `apiKey` given, no other key passes. */
export function checkCredentials(headers: IncomingHttpHeaders, apiKey: string | undefined): void {
  const { authorization } = headers;
  const bearer = authorization?.startsWith(BEARER) ? authorization.slice(BEARER.length) : undefined;
  const key = headers['x-api-key'];
  if (!bearer && !key) throw unauthorized('x-api-key header is required');
  if (apiKey === undefined || bearer === apiKey || key === apiKey) return;
  throw unauthorized(bearer ? 'Invalid bearer token' : 'invalid x-api-key');
}

/** Checks `anthropic-version`. */
export function checkVersion(headers: IncomingHttpHeaders): void {
  const version = headers['anthropic-version'];
  if (version === undefined) throw invalid('anthropic-version: header is required');
  if (version !== API_VERSION) throw invalid(`anthropic-version: "${String(version)}" is not a valid version`);
}

/** Checks that the body is declared as JSON. */
export function checkContentType(headers: IncomingHttpHeaders): void {
  if (headers['content-type']?.startsWith('application/json')) return;
  throw invalid('content-type: header must be "application/json"');
}

/** A 401 `authentication_error`. */
export function unauthorized(message: string): ApiRefusal {
  return new ApiRefusal(401, 'authentication_error', message);
}
