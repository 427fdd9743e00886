/** The reservation of a first call, computed here from the bytes by hand, so that the source has something to agree with. */
import type { Tool } from '../../src/activities';
import type { ToolOffer } from '../../src/common/offer';
import type { CallInput } from '../../src/common/wire';

/** Opus 5.5, nano-dollars a token: five-minute cache write and output. */
const OPUS_WRITE = 5_000;
const OPUS_OUTPUT = 20_000;

/** What Claude sees of a tool. */
export function offerOf({ definition }: Pick<Tool, 'definition'>): ToolOffer {
  const { name, description, effect, timeoutMs, input } = definition;
  return { name, description, inputSchema: input.describe(), effect, timeoutMs };
}

/** Everything in UTF-8 bytes plus 2,000 at the cache-write rate, all output, a tenth on top. */
export function reservationOf(input: CallInput, ...tools: readonly Pick<Tool, 'definition'>[]): number {
  const prompt = tokensOf(input, ...tools) - input.maxTokens;
  return Math.ceil(((prompt * OPUS_WRITE + input.maxTokens * OPUS_OUTPUT) * 110) / 100);
}

/** The same in tokens. */
export function tokensOf(input: CallInput, ...tools: readonly Pick<Tool, 'definition'>[]): number {
  const content = input.delta.flatMap((part) => (part.kind === 'text' ? [{ type: 'text', text: part.text }] : []));
  const { policy } = input.opening ?? {};
  const offer = { tools: tools.map(offerOf), ...(policy !== undefined && { policy }) };
  const prompt = [input.opening, offer, [{ role: 'user', content }]];
  return Buffer.byteLength(JSON.stringify(prompt)) + 2_000 + input.maxTokens;
}
