/** Which client a call of Claude goes through: one made from a key, the user's own, or one that a run's tenant decides. */
import Anthropic from '@anthropic-ai/sdk';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { FAILURE } from '../common/failure-type';
import type { CallFailure } from '../common/wire';

/** Response headers come within this time or not at all. */
const HEADERS_TIMEOUT_MS = 60_000;

/**
 * What is used of a client: Anthropic's, or one for Bedrock, Vertex or a gateway. Its `maxRetries` must be 0. Written out
 * instead of taken from the SDK, and with methods, so that a client of another version of it fits too.
 */
export interface ClaudeClient {
  readonly maxRetries: number;
  readonly messages: {
    stream(body: object, options: StreamOptions): ReplyStream;
    /** Asked only about PDFs under a budget; without it such a call reserves a whole context. */
    countTokens?(body: object, options: object): PromiseLike<{ readonly input_tokens: number }>;
  };
  /** Only `dw doctor` asks it. */
  readonly models?: { retrieve(model: string, parameters: undefined, options: object): PromiseLike<unknown> };
}

/** How a request is made. */
export interface StreamOptions {
  readonly signal: AbortSignal;
  readonly maxRetries: 0;
  readonly middleware: Middleware[];
}

/** Sees a request and its answer pass. */
export type Middleware = <Request>(
  request: Request,
  next: (request: Request) => Promise<Response>,
) => Promise<Response>;

/** A reply that arrives. */
export interface ReplyStream {
  readonly request_id?: string | null | undefined;
  on(event: 'streamEvent', listener: (event: { readonly type: string }) => void): unknown;
  finalMessage(): PromiseLike<object>;
}

/** The run that a client is wanted for. */
export interface ClaudeRun {
  /** The fairness key that the run was started with: `client.start(…, { tenant })`. */
  readonly tenant?: string;
  readonly namespace: string;
  readonly workflowId: string;
  readonly model: string;
}

/** Where calls go. */
export interface ClientOptions {
  /** Default: `ANTHROPIC_API_KEY`. */
  readonly apiKey?: string;
  /** Default: `ANTHROPIC_BASE_URL`, then the API's own address. */
  readonly baseURL?: string;
  /** Instead of both: your own client, or a function that gives one for each run, for a key per tenant. */
  readonly client?: ClaudeClient | ((run: ClaudeRun) => ClaudeClient | Promise<ClaudeClient>);
}

/** Gives the client of the run that the current activity belongs to. */
export type ClientSource = (model: string) => Promise<ClaudeClient>;

/** Throws a `TypeError` for a missing key and for a client that retries by itself. */
export function clientSource(options: ClientOptions): ClientSource {
  const { client } = options;
  if (client === undefined) {
    const own = fromKey(options);
    return async () => own;
  }
  if (options.apiKey !== undefined || options.baseURL !== undefined) {
    throw new TypeError(
      'Pass either `client`, or `apiKey` and `baseURL`: a client has a key and an address of its own.',
    );
  }
  if (typeof client === 'function') return (model) => chosen(client, model);
  requireNoRetries(client);
  return async () => client;
}

/** Key and address explicitly: without a key the SDK would look for profile files on disk. */
function fromKey({
  apiKey = process.env['ANTHROPIC_API_KEY'],
  baseURL = process.env['ANTHROPIC_BASE_URL'],
}: ClientOptions): ClaudeClient {
  if (!apiKey) {
    throw new TypeError(
      'There is no key for Claude: set ANTHROPIC_API_KEY, or pass `apiKey` or `client` to `claude({ … })`. A simulator takes any text.',
    );
  }
  return new Anthropic({ apiKey, ...(baseURL && { baseURL }), maxRetries: 0, timeout: HEADERS_TIMEOUT_MS });
}

/** A tenant without a key makes its steps wait, as one does whose key was revoked. */
async function chosen(choose: (run: ClaudeRun) => ClaudeClient | Promise<ClaudeClient>, model: string) {
  const { workflowNamespace = '', workflowExecution, priority } = Context.current().info;
  const tenant = priority?.fairnessKey;
  const run = { namespace: workflowNamespace, workflowId: workflowExecution?.workflowId ?? '', model };
  try {
    const client = await choose({ ...run, ...(tenant && { tenant }) });
    requireNoRetries(client);
    return client;
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    const message = `There is no client of Claude for tenant \`${tenant ?? ''}\`: ${cause.message}`;
    const details: [Partial<CallFailure>] = [{ waitsFor: 'key' }];
    throw ApplicationFailure.create({ type: FAILURE.refusedByApi, message, nonRetryable: true, details, cause });
  }
}

function requireNoRetries({ maxRetries }: ClaudeClient): void {
  if (maxRetries === 0) return;
  throw new TypeError(
    `The client of Claude retries by itself (maxRetries is \`${maxRetries}\`), unseen and uncounted. Create it with \`maxRetries: 0\`: Temporal retries.`,
  );
}
