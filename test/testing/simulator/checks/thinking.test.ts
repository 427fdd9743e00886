/** Thinking blocks come back as they were given, to the conversation they were given in; harmless changes pass. */
import { say, use } from '../../../../src/testing/simulator/scripted-reply';
import { type Answer, assistant, BASE, closeAll, result, rig, type Rig, text, TOOL, user } from '../rig';

interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}
interface Conversation extends Rig {
  readonly asked: Readonly<Record<string, unknown>>;
  readonly content: readonly Block[];
}

const BOUND =
  ' The block is bound to a different conversation. Remove the block, or set `thinking.block_binding.prefix_mismatch_behavior` to "drop_block".';
const invalidAt = (path: string, more = ''): string => `${path}: Invalid \`signature\` in \`thinking\` block${more}`;
const EARLIER = [user(text('One')), assistant(text('Two')), user(text('Three'))];

/** A first turn: thinking, text and a call. */
async function begin(model = 'claude-opus-5-5'): Promise<Conversation> {
  const reply = { ...use('look_up', { id: '7' }, { id: 't1', thinking: 'I should look.', text: 'Looking.' }) };
  const started = await rig(({ number }) => (number === 1 ? reply : say('Done.')));
  const thinking = { type: 'adaptive', display: 'summarized' };
  const asked = { ...BASE, model, thinking, system: 'Be kind.', tools: [TOOL], messages: EARLIER };
  const { content } = JSON.parse((await started.post(asked)).text) as { content: Block[] };
  return { ...started, asked, content };
}

function goOn(
  { post, asked, content }: Conversation,
  change: object = {},
  blocks: readonly object[] = content,
): Promise<Answer> {
  return post({ ...asked, messages: [...EARLIER, assistant(...blocks), user(result('t1'))], ...change });
}

const history =
  (...start: object[]) =>
  ({ content }: Conversation): object => ({
    messages: [...start, assistant(...content), user(result('t1'))],
  });

type Change = (conversation: Conversation) => object;
const PASSING: readonly (readonly [string, Change])[] = [
  ['nothing changed', () => ({})],
  ['keys in another order', () => ({ tools: [Object.fromEntries(Object.entries(TOOL).reverse())] })],
  ['a text block for a string', () => ({ system: [text('Be kind.')] })],
  [
    'strings for text blocks',
    history({ role: 'user', content: 'One' }, assistant(text('Two')), { role: 'user', content: 'Three' }),
  ],
  ['other cache markers', () => ({ system: [text('Be kind.', { cache_control: { type: 'ephemeral' } })] })],
  ['a tool choice', () => ({ tool_choice: { type: 'none' } })],
  [
    'the turn as two messages',
    ({ content: [thinking, ...rest] }) => ({
      messages: [...EARLIER, assistant(thinking!), assistant(...rest), user(result('t1'))],
    }),
  ],
  [
    'thinking dropped',
    ({ content }) => ({ messages: [...EARLIER, assistant(...content.slice(1)), user(result('t1'))] }),
  ],
  [
    'another end of the conversation',
    ({ content }) => ({ messages: [...EARLIER, assistant(...content.slice(0, 2)), user(text('Something else.'))] }),
  ],
];
const CHANGED: readonly (readonly [string, Change])[] = [
  ['system', () => ({ system: 'Be rude.' })],
  ['a tool description', () => ({ tools: [{ ...TOOL, description: 'Looks up an order.' }] })],
  ['an added tool', () => ({ tools: [TOOL, { ...TOOL, name: 'other' }] })],
  ['an earlier message', history(user(text('Uno')), ...EARLIER.slice(1))],
  [
    'a null that was not there',
    () => ({ tools: [{ ...TOOL, input_schema: { ...TOOL.input_schema, default: null } }] }),
  ],
];

describe('checkSignatures', () => {
  afterEach(closeAll);

  test.each(PASSING)('accepts a signed block with %s', async (_title, change) => {
    const conversation = await begin();
    expect((await goOn(conversation, change(conversation))).message).toBeUndefined();
  });

  test.each(CHANGED)('refuses a signed block after a change of %s', async (_title, change) => {
    const conversation = await begin();
    expect((await goOn(conversation, change(conversation))).message).toBe(
      invalidAt('messages.3.content.0', `.${BOUND}`),
    );
  });

  test('refuses a signed block after earlier messages were dropped', async () => {
    const conversation = await begin();
    const answer = await goOn(conversation, history(EARLIER[2]!)(conversation));
    expect(answer.message).toBe(invalidAt('messages.1.content.0', `.${BOUND}`));
  });

  test('lets the prefix change on a model that does not bind to it', async () => {
    const conversation = await begin('claude-sonnet-5-5');
    expect((await goOn(conversation, { system: 'Be rude.' })).status).toBe(200);
  });

  test('refuses edited thinking in the latest assistant message', async () => {
    const conversation = await begin();
    const [thinking, ...rest] = conversation.content;
    const answer = await goOn(conversation, {}, [{ ...thinking, thinking: 'I should not.' }, ...rest]);
    expect(answer.message).toBe(
      'messages.3.content.0: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.',
    );
  });

  test('refuses edited thinking further back, and a signature that is none', async () => {
    const conversation = await begin();
    const [thinking, ...rest] = conversation.content;
    const later = [user(result('t1')), assistant(text('Done.')), user(text('Thanks'))];
    const edited = assistant({ ...thinking, thinking: 'I should not.' }, ...rest);
    const further = await goOn(conversation, { messages: [...EARLIER, edited, ...later] });
    expect(further.message).toBe(invalidAt('messages.3.content.0'));
    const forged = await goOn(conversation, {}, [{ ...thinking, signature: 'c2ln' }, ...rest]);
    expect(forged.message).toBe(invalidAt('messages.3.content.0'));
  });

  test('knows the signatures of another simulator, as the API outlives a connection', async () => {
    const conversation = await begin();
    const other = await rig(() => say('Done.'));
    expect((await goOn({ ...conversation, post: other.post })).status).toBe(200);
  });

  test('binds thinking that follows text in the same reply', async () => {
    const content = [text('First.'), { type: 'thinking', thinking: 'Then?' }, text('Second.')];
    const { post } = await rig(() => ({ content }));
    const reply = JSON.parse((await post(BASE)).text) as { content: Block[] };
    const next = (blocks: readonly object[]): object => ({
      ...BASE,
      messages: [...BASE.messages, assistant(...blocks), user(text('Go on'))],
    });
    expect((await post(next(reply.content))).status).toBe(200);
    const answer = await post(next([text('Changed.'), ...reply.content.slice(1)]));
    expect(answer.message).toBe(invalidAt('messages.1.content.1', `.${BOUND}`));
  });

  test('omits the text of thinking where the model does so by default, and still signs it', async () => {
    const { post } = await rig(() => say('Done.', { thinking: 'Secret.' }));
    const hidden = JSON.parse((await post(BASE)).text) as { content: Block[] };
    expect(hidden.content[0]).toMatchObject({
      type: 'thinking',
      thinking: '',
      signature: expect.stringMatching(/.{40}/),
    });
    const shown = await post({ ...BASE, thinking: { type: 'adaptive', display: 'summarized' } });
    expect(shown.text).toContain('Secret.');
  });

  test('does not think where thinking is switched off', async () => {
    const { post } = await rig(() => say('Done.', { thinking: 'Secret.' }));
    const { text: answer } = await post({ ...BASE, model: 'claude-sonnet-5-5', thinking: { type: 'disabled' } });
    expect(answer).not.toContain('"thinking"');
  });
});
