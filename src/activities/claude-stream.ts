/**
 * One streamed request, watched by its bytes: the SDK's timeout ends at the response headers and its listeners never see
 * a ping, so silence is measured below them. Gives back the reply and the raw JSON of each tool call's arguments.
 */
import type Anthropic from '@anthropic-ai/sdk';
import type { ClaudeClient, Middleware } from './claude-client';

/** A complete reply. */
export interface StreamedReply {
  readonly message: Anthropic.Message;
  readonly requestId: string;
  /** The JSON text of a tool call's arguments by the index of its block. */
  readonly rawJson: ReadonlyMap<number, string>;
}

/** Ends a request when no byte came for `idleMs`, or when `signal` aborts; either closes the socket. */
export class Watchdog {
  readonly #abort = new AbortController();
  readonly #onAbort = (): void => this.#abort.abort();
  #timer: NodeJS.Timeout | undefined;
  /** Whether it was silence that ended the request. */
  isIdle = false;

  constructor(
    private readonly cancellation: AbortSignal,
    private readonly idleMs: number,
  ) {
    if (cancellation.aborted) this.#abort.abort();
    cancellation.addEventListener('abort', this.#onAbort, { once: true });
    this.kick();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** A byte came. */
  kick(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isIdle = true;
      this.#abort.abort();
    }, this.idleMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.cancellation.removeEventListener('abort', this.#onAbort);
  }
}

/** Sends the request and collects the reply; `onHeaders` hears of every answer, refusals too. Throws what the SDK throws. */
export async function streamReply(
  client: ClaudeClient,
  request: Anthropic.MessageCreateParamsNonStreaming,
  watchdog: Watchdog,
  onHeaders: (headers: Headers) => void = () => undefined,
): Promise<StreamedReply> {
  const rawJson = new Map<number, string>();
  const stream = client.messages.stream(request, {
    signal: watchdog.signal,
    maxRetries: 0,
    middleware: [tapping(watchdog, onHeaders)],
  });
  stream.on('streamEvent', (told) => {
    watchdog.kick(); // versions of the SDK that know no middleware bring events only
    const event = told as Anthropic.MessageStreamEvent; // wire seam: a later version may tell of more
    if (event.type !== 'content_block_delta' || event.delta.type !== 'input_json_delta') return;
    rawJson.set(event.index, (rawJson.get(event.index) ?? '') + event.delta.partial_json);
  });
  const message = (await stream.finalMessage()) as Anthropic.Message; // wire seam: later versions add kinds of content
  return { message, requestId: stream.request_id ?? '', rawJson };
}

function tapping(watchdog: Watchdog, onHeaders: (headers: Headers) => void): Middleware {
  return async (request, next) => {
    const response = await next(request);
    watchdog.kick();
    onHeaders(response.headers);
    if (!response.body) return response;
    const tap = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        watchdog.kick();
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(tap), response);
  };
}
