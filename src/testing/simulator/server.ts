/** The front door: routes a request, checks who asks, and turns whatever goes wrong into an answer of the API. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiRefusal } from './api-refusal';
import { checkCount } from './checks/check-request';
import { checkContentType, checkCredentials, checkVersion } from './checks/headers';
import { answer } from './exchange';
import type { House, LoggedRequest } from './house';
import { prepare, readBody, readJson, sendJson, sendRefusal } from './http';
import { modelById, modelPage } from './model-info';
import type { MessagesRequest } from './request';

const MESSAGES = 'POST /v1/messages';

/** Answers one HTTP request, whatever happens. */
export async function serve(house: House, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = prepare(response);
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const route = `${request.method} ${path}`;
  const logged = route === MESSAGES ? logRequest(house, request) : undefined;
  try {
    checkCredentials(request.headers, house.apiKey);
    checkVersion(request.headers);
    if (request.method === 'GET') return sendJson(response, 200, models(path));
    const text = await readBody(request);
    checkContentType(request.headers);
    const json = readJson(text);
    if (logged) {
      logged.body = json as MessagesRequest; // as it came; the checks follow
      return await answer(house, logged, text, response, requestId);
    }
    if (route !== `${MESSAGES}/count_tokens`) throw notFound(path);
    const { promptTokens } = checkCount(json, (standing) => house.paused.has(standing));
    sendJson(response, 200, { input_tokens: promptTokens });
  } catch (error) {
    fail(error, logged, request, response, requestId);
  }
}

function logRequest(house: House, { headers }: IncomingMessage): LoggedRequest {
  const plain = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  const logged = {
    number: house.log.length + 1,
    body: {} as MessagesRequest, // until it has been read
    headers: Object.fromEntries(plain) as Record<string, string>, // pairs of strings, by the line above
    at: Date.now(),
  };
  house.log.push(logged);
  return logged;
}

function models(path: string): object {
  if (path === '/v1/models') return modelPage();
  const id = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined) throw notFound(path);
  return modelById(decodeURIComponent(id));
}

function notFound(path: string): ApiRefusal {
  return new ApiRefusal(404, 'not_found_error', `Not found: ${path}`);
}

/** Turns what went wrong into an answer, or into a note if the caller has left. */
function fail(
  error: unknown,
  logged: LoggedRequest | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): void {
  request.resume(); // an unread body would keep the connection from being used again
  const message = error instanceof Error ? error.message : String(error);
  if (logged) logged.problem ??= response.destroyed ? 'the caller left before the end' : message;
  if (response.destroyed || response.headersSent) return void response.destroy();
  sendRefusal(response, error instanceof ApiRefusal ? error : new ApiRefusal(500, 'api_error', message), requestId);
}
