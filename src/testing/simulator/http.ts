/** The HTTP around the API: reading a body within its limit, and answering with the headers every response carries. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiRefusal, invalid, refusalBody } from './api-refusal';
import { newId } from './identity';
import { parseJson } from './json';
import type { TokenBucket } from './token-bucket';

/** 32 MB: the API's own limit for a request. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;

const RATE_LIMITS: Readonly<Record<string, number>> = {
  requests: 4_000,
  tokens: 2_400_000,
  'input-tokens': 2_000_000,
  'output-tokens': 400_000,
};

/** Gives a response its request id and the other headers of the API; returns the id. */
export function prepare(response: ServerResponse): string {
  const id = newId('req_011C');
  response.setHeader('request-id', id);
  response.setHeader('anthropic-organization-id', '00000000-0000-4000-8000-000000000000');
  return id;
}

/** Sets the rate limit headers of an answer; a 429 of a script has nothing left. */
export function setRateLimits(response: ServerResponse, spent: boolean, tokens?: TokenBucket): void {
  const reset = new Date(Date.now()).toISOString();
  for (const [name, most] of Object.entries(RATE_LIMITS)) {
    response.setHeader(`anthropic-ratelimit-${name}-limit`, most);
    response.setHeader(`anthropic-ratelimit-${name}-remaining`, spent ? 0 : most - 1);
    response.setHeader(`anthropic-ratelimit-${name}-reset`, reset);
  }
  if (!tokens) return;
  response.setHeader('anthropic-ratelimit-input-tokens-limit', tokens.perMinute);
  response.setHeader('anthropic-ratelimit-input-tokens-remaining', tokens.left());
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}

/** Answers with an error in the API's shape. */
export function sendRefusal(response: ServerResponse, refusal: ApiRefusal, requestId: string): void {
  for (const [name, value] of Object.entries(refusal.extra.headers ?? {})) response.setHeader(name, value);
  sendJson(response, refusal.status, refusalBody(refusal, requestId));
}

/** Reads a body to its end, so that the caller hears the answer even when the body is too large. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) {
    throw new ApiRefusal(413, 'request_too_large', 'Request exceeds the maximum size');
  }
  return Buffer.concat(chunks).toString();
}

/** The JSON of a body. */
export function readJson(text: string): unknown {
  const json = parseJson(text);
  if (json === undefined) throw invalid('The request body is not valid JSON.');
  return json;
}
