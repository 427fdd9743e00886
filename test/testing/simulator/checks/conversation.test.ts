/** Messages that the API refuses, each breaking one rule. */
import { assistant, call, closeAll, type RefusalCase, refusals, result, text, TOOL, user } from '../rig';

const HI = user(text('Hello'));
const withTools = (...messages: readonly object[]): object => ({ tools: [TOOL], messages });
const NO_PREFILL =
  'This model does not support assistant message prefill. The conversation must end with a user message.';

const CONVERSATION: readonly RefusalCase[] = [
  ['no messages', { messages: [] }, 'messages: at least one message is required'],
  [
    'a first message of the assistant',
    { messages: [assistant(text('Hi')), HI] },
    'messages: first message must use the "user" role',
  ],
  [
    'a message without content',
    { messages: [HI, assistant(), HI] },
    'messages.1: all messages must have non-empty content',
  ],
  ['an empty text', { messages: [user(text(''))] }, 'messages: text content blocks must be non-empty'],
  ['a blank text', { messages: [user(text(' \n'))] }, 'messages: text content blocks must contain non-whitespace text'],
  ['an empty system text', { system: [text('')] }, 'system: text content blocks must be non-empty'],
  [
    'a tool call of the user',
    withTools(user(call('a'))),
    'messages.0.content.0: `tool_use` blocks can only be in `assistant` messages',
  ],
  [
    'a tool result of the assistant',
    withTools(HI, assistant(result('a')), HI),
    'messages.1.content.0: `tool_result` blocks can only be in `user` messages',
  ],
  [
    'a document of the assistant',
    { messages: [HI, assistant({ type: 'document', source: {} }), HI] },
    'messages.1.content.0: `document` blocks can only be in `user` messages',
  ],
  [
    'citations of the user',
    { messages: [user(text('x', { citations: [{}] }))] },
    'messages.0.content.0.text.citations: `text` blocks in `user` messages cannot have citations',
  ],
  [
    'a system message in the first place of a turn',
    { messages: [HI, assistant(text('x')), { role: 'system', content: 'x' }] },
    'messages.2: `system` messages must follow a `user` message and end the turn',
  ],
  ['prefill', { messages: [HI, assistant(text('The answer is'))] }, NO_PREFILL],
  [
    'a failed result without words',
    withTools(HI, assistant(call('a')), user(result('a', { is_error: true, content: '' }))),
    'messages: tool_result a: content cannot be empty if `is_error` is true',
  ],
  [
    'an empty text in a result',
    withTools(HI, assistant(call('a')), user(result('a', { content: [text('')] }))),
    'messages: text content blocks must be non-empty',
  ],
];

describe('checkMessages', () => {
  afterEach(closeAll);

  refusals(CONVERSATION);
});
