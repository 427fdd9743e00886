/**
 * The HTTP side of a codec server: Temporal's UI and CLI send payloads to /encode or /decode, at any depth of a path,
 * and get them back. Stands apart from the command so that tests can ask it. Nothing of a payload reaches an error.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { PayloadCodec } from '@temporalio/common';
import { UnreadablePayloadError } from '../codecs/index';
import { decodeBody, encodeBody } from './codec-body';
import { isSameSecret } from './same-secret';

/** Who may ask, and what is done for them. */
export interface CodecServerOptions {
  readonly codecs: readonly PayloadCodec[];
  /** Origins of web UIs, as browsers send them; all others are refused. Programs send none. */
  readonly origins: readonly string[];
  /** Where there is one, every request needs it as a bearer token. */
  readonly token?: string;
}

/** The UI asks for an event's payloads at a time; an event may hold 4 MB, a third more in base64. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Seconds for which a browser may remember that it may ask. */
const PREFLIGHT_SECONDS = 600;

/** A refusal: its status, and words that say nothing about the payloads. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A server that does not listen yet. */
export function codecServer(options: CodecServerOptions): Server {
  return createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => refuse(response, error));
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, options: CodecServerOptions): Promise<void> {
  const { codecs, origins, token } = options;
  admitOrigin(request, response, origins);
  const direction = directionOf(request);
  if (request.method === 'OPTIONS') return void response.writeHead(204, preflight()).end();
  if (request.method !== 'POST') throw new Refusal(405, 'Send payloads with POST.');
  if (token !== undefined) requireToken(request, token);
  const body = await bodyOf(request);
  send(response, 200, await (direction === 'encode' ? encodeBody(body, codecs) : decodeBody(body, codecs)));
}

/** A browser says from which page a request comes, and enforces the answer. */
function admitOrigin({ headers }: IncomingMessage, response: ServerResponse, origins: readonly string[]): void {
  const { origin } = headers;
  if (origin === undefined) return;
  if (!origins.includes(origin)) {
    throw new Refusal(403, 'This origin is not allowed. Name it in `dw codec-server --origin`.');
  }
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('vary', 'origin');
}

function preflight(): Record<string, string> {
  return {
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, x-namespace',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  };
}

/** Only the end of the path counts, so that a namespace may stand before it. */
function directionOf({ url = '' }: IncomingMessage): 'encode' | 'decode' {
  const end = /\/(encode|decode)\/?$/.exec(url.split('?')[0] ?? '')?.[1];
  if (end === 'encode' || end === 'decode') return end;
  throw new Refusal(404, 'There is only /encode and /decode.');
}

function requireToken({ headers }: IncomingMessage, token: string): void {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  if (!isSameSecret(given, token)) throw new Refusal(401, 'The bearer token is missing or wrong.');
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Refusal(413, `A request may have at most ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function refuse(response: ServerResponse, error: unknown): void {
  const [status, message] =
    error instanceof Refusal
      ? [error.status, error.message]
      : error instanceof UnreadablePayloadError
        ? [400, error.message]
        : [400, 'The payloads can not be read: the body is not what the protocol says, or a codec refused them.'];
  response.setHeader('connection', 'close'); // the rest of a refused body is not read
  send(response, status, { error: message });
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
