/** The prompt cache as `usage` shows it: written once, read by prefix, bounded in reach, size and time. */
import { say } from '../../../src/testing/simulator/scripted-reply';
import { assistant, BASE, closeAll, rig, type Rig, text, TOOL, user } from './rig';

interface Usage {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation: { readonly ephemeral_5m_input_tokens: number; readonly ephemeral_1h_input_tokens: number };
}

const marker = (ttl: '5m' | '1h' = '5m'): object => ({ cache_control: { type: 'ephemeral', ttl } });
const LONG = 'x'.repeat(4_000);
const SYSTEM = { system: [text(LONG, marker())] };
/** The tokens of `SYSTEM`: the block as JSON and its role, four bytes a token. */
const SYSTEM_TOKENS = Math.ceil((`:{"type":"text","text":""}`.length + LONG.length) / 4);
const MINUTE_MS = 60_000;

async function usage({ post }: Rig, change: object): Promise<Usage> {
  const answer = await post({ ...BASE, ...change });
  if (answer.status !== 200) throw new Error(answer.text);
  return (JSON.parse(answer.text) as { usage: Usage }).usage;
}

const split = (seen: Usage): number[] => [seen.cache_creation_input_tokens, seen.cache_read_input_tokens];

describe('PromptCache', () => {
  let started: Rig;
  beforeEach(async () => {
    started = await rig(() => say('Hi'));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await closeAll();
  });
  const at = (ms: number): unknown => jest.spyOn(Date, 'now').mockReturnValue(ms);

  test('writes a marked prefix, then reads it', async () => {
    const first = await usage(started, SYSTEM);
    expect(split(first)).toEqual([SYSTEM_TOKENS, 0]);
    expect(first.cache_creation).toEqual({ ephemeral_5m_input_tokens: SYSTEM_TOKENS, ephemeral_1h_input_tokens: 0 });
    const second = await usage(started, { ...SYSTEM, messages: [user(text('Another question'))] });
    expect(split(second)).toEqual([0, SYSTEM_TOKENS]);
    expect(second.input_tokens).toBeGreaterThan(first.input_tokens);
  });

  test('counts every token once, whatever it costs', async () => {
    const { client } = started;
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const { input_tokens: all } = await client.messages.countTokens({ model: BASE.model, messages, system: LONG });
    for (const seen of [await usage(started, SYSTEM), await usage(started, SYSTEM)]) {
      expect(seen.input_tokens + seen.cache_creation_input_tokens + seen.cache_read_input_tokens).toBe(all);
    }
  });

  test('caches nothing without a marker or below the minimum of the model', async () => {
    const short = { system: [text('x'.repeat(2_200), marker())] };
    expect(split(await usage(started, { system: LONG }))).toEqual([0, 0]);
    expect(split(await usage(started, { ...short, model: 'claude-sonnet-5-5' }))).toEqual([0, 0]);
    expect(split(await usage(started, short))[0]).toBeGreaterThan(512);
    expect(split(await usage(started, { system: [text('x'.repeat(1_900), marker())] }))).toEqual([0, 0]);
  });

  test('reads the longest known prefix and writes the rest', async () => {
    await usage(started, SYSTEM);
    const grown = { ...SYSTEM, messages: [user(text(LONG, marker()))] };
    const [written, read] = split(await usage(started, grown));
    expect(read).toBe(SYSTEM_TOKENS);
    expect(written).toBeGreaterThan(1_000);
    expect(split(await usage(started, grown))).toEqual([0, read! + written!]);
  });

  test.each([
    ['another model', { model: 'claude-fable-5-2' }],
    ['another system', { system: [text(`${LONG}y`, marker())] }],
    ['a tool before it', { tools: [TOOL] }],
    [
      'an output format',
      { output_config: { format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } } } },
    ],
  ])('misses with %s', async (_title, change) => {
    await usage(started, SYSTEM);
    expect(split(await usage(started, { ...SYSTEM, ...change }))[1]).toBe(0);
  });

  test('keeps tools and system but loses the messages when the tool choice changes', async () => {
    const grown = { tools: [TOOL], ...SYSTEM, messages: [user(text(LONG, marker()))] };
    const [all] = split(await usage(started, grown));
    const [written, read] = split(await usage(started, { ...grown, tool_choice: { type: 'none' } }));
    expect(read).toBeGreaterThanOrEqual(SYSTEM_TOKENS);
    expect(written).toBeGreaterThan(0);
    expect(read! + written!).toBe(all);
  });

  test('looks back twenty blocks from a marker, itself included, and no further', async () => {
    await usage(started, { messages: [user(text(LONG, marker()))] });
    const after = (blocks: number): object => ({
      messages: [
        user(
          text(LONG),
          ...Array.from({ length: blocks }, (_, i) => text(`block ${i}`, i === blocks - 1 ? marker() : {})),
        ),
      ],
    });
    expect(split(await usage(started, after(20)))[1]).toBe(0);
    started.sim.evictCache();
    await usage(started, { messages: [user(text(LONG, marker()))] });
    expect(split(await usage(started, after(19)))[1]).toBeGreaterThan(1_000);
  });

  test('forgets after five minutes or an hour, and a read renews', async () => {
    at(0);
    await usage(started, SYSTEM);
    at(4 * MINUTE_MS);
    expect(split(await usage(started, SYSTEM))).toEqual([0, SYSTEM_TOKENS]);
    at(8 * MINUTE_MS);
    expect(split(await usage(started, SYSTEM))).toEqual([0, SYSTEM_TOKENS]);
    at(13 * MINUTE_MS);
    const hour = { system: [text(LONG, marker('1h'))] };
    const again = await usage(started, hour);
    expect(again.cache_creation).toEqual({ ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: SYSTEM_TOKENS });
    at(72 * MINUTE_MS);
    expect(split(await usage(started, hour))[1]).toBe(SYSTEM_TOKENS);
    at(132 * MINUTE_MS);
    expect(split(await usage(started, hour))[1]).toBe(0);
  });

  test('forgets on demand', async () => {
    await usage(started, SYSTEM);
    started.sim.evictCache();
    expect(split(await usage(started, SYSTEM))).toEqual([SYSTEM_TOKENS, 0]);
  });

  test('splits writes by their TTL', async () => {
    const both = { system: [text(LONG, marker('1h'))], messages: [user(text(LONG, marker()))] };
    const { cache_creation: written } = await usage(started, both);
    expect(written.ephemeral_1h_input_tokens).toBe(SYSTEM_TOKENS);
    expect(written.ephemeral_5m_input_tokens).toBeGreaterThan(1_000);
  });

  test('puts the top-level marker on the last block', async () => {
    const auto = { ...marker(), messages: [user(text(LONG)), assistant(text('Yes?')), user(text('Go on'))] };
    const first = await usage(started, auto);
    expect(first.input_tokens).toBe(0);
    expect(split(await usage(started, auto))).toEqual([0, first.cache_creation_input_tokens]);
  });

  test('can let the split lag behind the total, from the start of a stream', async () => {
    started = await rig(() => say('Hi'), { staleCacheSplit: true });
    const json = await usage(started, SYSTEM);
    expect(json.cache_creation_input_tokens).toBe(SYSTEM_TOKENS);
    expect(json.cache_creation.ephemeral_5m_input_tokens).toBe(Math.floor(SYSTEM_TOKENS / 2));
    started.sim.evictCache();
    const system = [{ type: 'text' as const, text: LONG, cache_control: { type: 'ephemeral' as const } }];
    const stream = started.client.messages.stream({ ...BASE, messages: [...BASE.messages], system });
    const early = new Promise<number | null>((resolve) =>
      stream.once('streamEvent', (event) =>
        resolve(event.type === 'message_start' ? event.message.usage.cache_creation_input_tokens : -1),
      ),
    );
    const { usage: final } = await stream.finalMessage();
    expect(await early).toBe(Math.floor(SYSTEM_TOKENS / 2));
    expect(final.cache_creation_input_tokens).toBe(SYSTEM_TOKENS);
    expect(final.cache_creation?.ephemeral_5m_input_tokens).toBe(Math.floor(SYSTEM_TOKENS / 2));
  });
});
