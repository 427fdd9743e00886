/** Fields that are missing, unknown or of the wrong kind, refused in pydantic's words. */
import { assistant, BASE, call, closeAll, type RefusalCase, refusals, result, rig, text, TOOL, user } from '../rig';

const HI = user(text('Hello'));
const withTools = (...messages: readonly object[]): object => ({ tools: [TOOL], messages });
const EXTRA = 'Extra inputs are not permitted';

const SHAPE: readonly RefusalCase[] = [
  ['a missing model', { model: undefined }, 'model: Field required'],
  ['missing max_tokens', { max_tokens: undefined }, 'max_tokens: Field required'],
  ['missing messages', { messages: undefined }, 'messages: Field required'],
  ['an unknown field', { thread: { type: 'create' } }, `thread: ${EXTRA}`],
  ['temperature', { temperature: 0 }, `temperature: ${EXTRA}`],
  ['top_p', { top_p: 0.5 }, `top_p: ${EXTRA}`],
  ['top_k', { top_k: 5 }, `top_k: ${EXTRA}`],
  ['max_tokens as text', { max_tokens: '10' }, 'max_tokens: Input should be a valid integer'],
  ['negative max_tokens', { max_tokens: -1 }, 'max_tokens: Input should be greater than or equal to 0'],
  ['messages as text', { messages: 'hi' }, 'messages: Input should be a valid list'],
  ['stream as text', { stream: 'yes' }, 'stream: Input should be a valid boolean'],
  [
    'an unknown role',
    { messages: [{ role: 'tool', content: 'x' }] },
    "messages.0.role: Input should be 'user' or 'assistant' or 'system'",
  ],
  [
    'a field beside role and content',
    { messages: [{ role: 'user', content: 'x', parsed_output: null }] },
    `messages.0.parsed_output: ${EXTRA}`,
  ],
  [
    'an unknown field in a block',
    { messages: [user(text('x', { parsed_output: null }))] },
    `messages.0.content.0.text.parsed_output: ${EXTRA}`,
  ],
  ['a block without type', { messages: [user({ text: 'x' })] }, 'messages.0.content.0.type: Field required'],
  [
    'a field missing in a block',
    { messages: [user({ type: 'tool_result' })] },
    'messages.0.content.0.tool_result.tool_use_id: Field required',
  ],
  [
    'text as a tool input',
    withTools(HI, assistant({ ...call('a'), input: 'x' }), user(result('a'))),
    'messages.1.content.0.tool_use.input: Input should be a valid dictionary',
  ],
  [
    'an unknown effort',
    { output_config: { effort: 'huge' } },
    "output_config.effort: Input should be 'low' or 'medium' or 'high' or 'xhigh' or 'max'",
  ],
  [
    'a small thinking budget',
    { model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 5 } },
    'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024',
  ],
];

describe('checkCreateShape', () => {
  afterEach(closeAll);

  refusals(SHAPE);

  test('lists the tags it knows when a block has another type', async () => {
    const { post } = await rig([]);
    const answer = await post({ ...BASE, messages: [user({ type: 'video' })] });
    expect(answer.message).toMatch(
      /^messages\.0\.content\.0: Input tag 'video' found using 'type' does not match any of the expected tags: 'text', 'image'/,
    );
  });
});
