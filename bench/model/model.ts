/**
 * A model that answers at once and at the same cost however long the conversation is: it counts replies in the request
 * instead of reading it. The strict simulator would be the better judge, but its own work grows with the conversation.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jobIn, replyAt } from '../job';
import { bodyOf } from '../world';
import { PROTOCOLS } from './protocols';

/** The model as a server. */
export interface Model {
  /** Base URL for Anthropic's SDK; OpenAI's takes it with `/v1`. */
  readonly url: string;
  /** Which turns of a run were asked for, in their order: one that stands twice was asked again. */
  asked(run: string): readonly number[];
  close(): Promise<void>;
}

/** Starts the model on a free port of the loopback interface. */
export async function startModel(): Promise<Model> {
  const log = new Map<string, number[]>();
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: (run) => log.get(run) ?? [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const protocol = PROTOCOLS[request.url?.split('?')[0] ?? ''];
    const job = jobIn(body);
    if (!protocol || !job) return void response.writeHead(404).end(`nothing at ${request.url}`);
    const turn = count(body, protocol.replyMark) + 1;
    log.set(job.run, [...(log.get(job.run) ?? []), turn]);
    protocol.answer(response, replyAt(job, turn), body.includes('"stream":true'));
  }
}

function count(text: string, mark: string): number {
  let found = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) found++;
  return found;
}
