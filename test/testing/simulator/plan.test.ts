/** Replies that end early but well-formed, as the model itself can end them. */
import { say, use } from '../../../src/testing/simulator/scripted-reply';
import { assistant, BASE, closeAll, rig, text, user } from './rig';

const PARAMS = { ...BASE, messages: [...BASE.messages] };
const CALL = use(
  'look_up',
  { id: '7', reason: 'asked for by the customer 👋' },
  { thinking: 'I should look it up.', text: 'Let me see.' },
);

describe('planReply, with a fault that ends the reply early', () => {
  afterEach(closeAll);

  test('cuts a tool call at max_tokens, so that the SDK reads half of it as whole', async () => {
    const { client, sim } = await rig([CALL], { faults: { 1: 'max_tokens_in_tool' } });
    const message = await client.messages.stream(PARAMS).finalMessage();
    expect(message.stop_reason).toBe('max_tokens');
    expect(message.content.map(({ type }) => type)).toEqual(['thinking', 'text', 'tool_use']);
    expect(JSON.stringify(message.content[2])).toMatch(/"input":\{"id":"7"\}/);
    expect(message.usage.output_tokens).toBe(1_000);
    expect(sim.bill().attempts).toMatchObject([{ completed: true, outputTokens: 1_000 }]);
  });

  test('cuts thinking at max_tokens, unsigned', async () => {
    const { client } = await rig([CALL], { faults: { 1: 'max_tokens_in_thinking' } });
    const thinking = { type: 'adaptive' as const, display: 'summarized' as const };
    const message = await client.messages.stream({ ...PARAMS, thinking }).finalMessage();
    expect(message).toMatchObject({
      stop_reason: 'max_tokens',
      content: [{ type: 'thinking', thinking: 'I should l', signature: '' }],
    });
  });

  test('refuses, also after half a tool call', async () => {
    const { client } = await rig([CALL], { faults: { 1: 'refusal', 2: { kind: 'refusal', afterPartialTool: true } } });
    const early = await client.messages.create(PARAMS);
    expect(early).toMatchObject({
      stop_reason: 'refusal',
      content: [],
      stop_details: { type: 'refusal', category: 'general_harms' },
    });
    const late = await client.messages.stream(PARAMS).finalMessage();
    expect(late).toMatchObject({ stop_reason: 'refusal', content: [{}, {}, { type: 'tool_use' }] });
  });

  test('pauses a turn, and lets this turn go on where others may not', async () => {
    const { client, post } = await rig(() => say('More.'), { faults: { 1: 'pause_turn' } });
    const paused = await client.messages.create(PARAMS);
    expect(paused).toMatchObject({ stop_reason: 'pause_turn', content: [{ text: 'More.' }] });
    const go = { ...BASE, messages: [...BASE.messages, { role: 'assistant', content: paused.content }] };
    expect((await post(go)).status).toBe(200);
    const other = await post({ ...BASE, messages: [user(text('Hello')), assistant(text('Other.'))] });
    expect(other.message).toMatch(/^This model does not support assistant message prefill/);
  });

  test('says nothing at all, or stops at the end of the context window', async () => {
    const { client } = await rig([say('0123456789')], { faults: { 1: 'empty', 2: 'context_window' } });
    expect(await client.messages.create(PARAMS)).toMatchObject({ stop_reason: 'end_turn', content: [] });
    expect(await client.messages.create(PARAMS)).toMatchObject({
      stop_reason: 'model_context_window_exceeded',
      content: [{ text: '01234' }],
    });
  });
});
