/** Limits and settings that a model refuses, and requests that break no rule and must pass. */
import { assistant, BASE, call, closeAll, type RefusalCase, refusals, result, rig, text, TOOL, user } from '../rig';
import { say } from '../../../../src/testing/simulator/scripted-reply';

const SONNET = { model: 'claude-sonnet-5-5' };
const HI = user(text('Hello'));
const marked = { cache_control: { type: 'ephemeral' } };
const markedHour = { cache_control: { type: 'ephemeral', ttl: '1h' } };
const withTools = (...messages: readonly object[]): object => ({ tools: [TOOL], messages });
const format = (schema: object): object => ({ output_config: { format: { type: 'json_schema', schema } } });
const closed = (properties: object): object => ({ type: 'object', properties, additionalProperties: false });
const unsupportedThinking = (type: string): string =>
  `"thinking.type.${type}" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.`;

const MODEL: readonly RefusalCase[] = [
  ['thinking switched off on Opus 5.5', { thinking: { type: 'disabled' } }, unsupportedThinking('disabled')],
  [
    'thinking switched off on Fable',
    { model: 'claude-fable-5-2', thinking: { type: 'disabled' } },
    unsupportedThinking('disabled'),
  ],
  [
    'thinking switched off on Mythos',
    { model: 'claude-mythos-5-1', thinking: { type: 'disabled' } },
    unsupportedThinking('disabled'),
  ],
  [
    'a budget on Opus 5.5',
    { max_tokens: 2_000, thinking: { type: 'enabled', budget_tokens: 1_024 } },
    unsupportedThinking('enabled'),
  ],
  [
    'a budget on Sonnet 5.5',
    { ...SONNET, max_tokens: 2_000, thinking: { type: 'enabled', budget_tokens: 1_024 } },
    unsupportedThinking('enabled'),
  ],
  [
    'adaptive thinking on Haiku 4.5',
    { model: 'claude-haiku-4-5', thinking: { type: 'adaptive' } },
    '"thinking.type.adaptive" is not supported for this model.',
  ],
  [
    'a budget above max_tokens',
    { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 1_024 } },
    '`max_tokens` must be greater than `thinking.budget_tokens`.',
  ],
  [
    'too many max_tokens',
    { max_tokens: 128_001 },
    'max_tokens: 128001 > 128000, which is the maximum allowed number of output tokens for claude-opus-5-5',
  ],
  [
    'a warm-up as a stream',
    { max_tokens: 0, stream: true },
    'max_tokens: 0 is not supported with `stream`, a forced `tool_choice` or `output_config.format`',
  ],
  [
    'a prompt beyond the context',
    { model: 'claude-haiku-4-5', messages: [user(text('x'.repeat(800_000)))] },
    'prompt is too long: 200008 tokens > 200000 maximum',
  ],
];

const ACCEPTED: readonly (readonly [title: string, change: object])[] = [
  ['a plain question', {}],
  [
    'consecutive messages of one role, with results apart',
    withTools(HI, HI, assistant(call('a')), assistant(call('b')), user(result('b')), user(result('a'), text('go on'))),
  ],
  ['an empty result', withTools(HI, assistant(call('a')), user(result('a', { content: '' })))],
  ['a system message after the user', { messages: [HI, { role: 'system', content: 'Be brief.' }] }],
  ['tools that must not be used', { tools: [TOOL], tool_choice: { type: 'none' } }],
  ['a forced tool on Sonnet 5.5', { ...SONNET, tools: [TOOL], tool_choice: { type: 'tool', name: 'look_up' } }],
  ['thinking switched off on Sonnet 5.5', { ...SONNET, thinking: { type: 'disabled' } }],
  ['prefill on Haiku 4.5', { model: 'claude-haiku-4-5', messages: [HI, assistant(text('The'))] }],
  [
    'a closed schema with enum, pattern and null',
    format(
      closed({
        a: { type: ['string', 'null'], pattern: '^a' },
        b: { enum: [1, null] },
        c: { anyOf: [{ type: 'string', format: 'uuid' }] },
      }),
    ),
  ],
  [
    'four markers, long before short',
    {
      tools: [{ ...TOOL, ...markedHour }],
      system: [text('s', markedHour)],
      messages: [user(text('a', marked), text('b', marked))],
    },
  ],
  ['a marker of null', { cache_control: null }],
  [
    'images and documents of the user',
    {
      messages: [
        user({ type: 'image', source: { type: 'url', url: 'x' } }, { type: 'document', source: {}, title: null }),
      ],
    },
  ],
];

describe('checkCreate', () => {
  afterEach(closeAll);

  refusals(MODEL);

  test.each(ACCEPTED)('accepts %s', async (_title, change) => {
    const { post, sim } = await rig(() => say('Hi'));
    const answer = await post({ ...BASE, ...change });
    expect([answer.status, answer.message]).toEqual([200, undefined]);
    expect(sim.requests[0]).not.toHaveProperty('problem');
  });

  test('answers an unknown model with 404', async () => {
    const { post } = await rig([]);
    const answer = await post({ ...BASE, model: 'claude-2' });
    expect([answer.status, answer.message]).toEqual([404, 'model: claude-2']);
    expect(answer.text).toContain('"not_found_error"');
  });
});
