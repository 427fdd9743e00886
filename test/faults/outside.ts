/**
 * The world outside, as a process of its own that deduplicates nothing: it writes down each start, commit and verdict with
 * its time, and an effect that has begun here goes on whatever becomes of its caller. Prints its port.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One line of what happened. */
export interface Happened {
  readonly what: 'start' | 'commit' | 'fenced' | 'verified' | 'unverified';
  readonly id: string;
  /** What the effect is told as. */
  readonly ref?: string;
  readonly at: number;
}

const log: Happened[] = [];
const waiting = new Map<string, ServerResponse[]>();

const note = (what: Happened['what'], id: string, ref?: string): void =>
  void log.push({ what, id, ...(ref !== undefined && { ref }), at: Date.now() });

function commit(id: string, ref: string): void {
  note('commit', id, ref);
  for (const response of waiting.get(ref) ?? []) response.end(ref);
  waiting.delete(ref);
}

function answer(path: string, search: URLSearchParams, response: ServerResponse): void {
  const [id = '', ref = ''] = [search.get('id'), search.get('ref')].map((value) => value ?? '');
  if (path === '/log') return void response.end(JSON.stringify(log));
  if (path === '/end') {
    const isOver = log.some((line) => line.what === 'commit' && line.ref === ref);
    return void (isOver ? response.end(ref) : waiting.set(ref, [...(waiting.get(ref) ?? []), response]));
  }
  note(path.slice(1) as Happened['what'], id, ref); // the tools send nothing else
  if (path === '/start' && search.has('ms')) setTimeout(() => commit(id, ref), Number(search.get('ms')));
  response.end();
}

if (require.main === module) {
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://outside');
    answer(pathname, searchParams, response);
  });
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
}
