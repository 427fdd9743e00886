/** Calls without results and results without calls, each breaking one rule. */
import { assistant, call, closeAll, type RefusalCase, refusals, result, text, TOOL, user } from '../rig';

const HI = user(text('Hello'));
const withTools = (...messages: readonly object[]): object => ({ tools: [TOOL], messages });
const unanswered = (index: number, ids: string): string =>
  `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;

const PAIRS: readonly RefusalCase[] = [
  ['an unanswered call', withTools(HI, assistant(call('a'), call('b')), user(result('a'))), unanswered(1, 'b')],
  ['an unanswered call at the end', withTools(HI, assistant(call('a'))), unanswered(1, 'a')],
  [
    'text before the results',
    withTools(HI, assistant(call('a')), user(text('Here:'), result('a'))),
    unanswered(1, 'a'),
  ],
  [
    'a result without its call',
    withTools(HI, assistant(call('a')), user(result('a'), result('z'))),
    'messages.2.content.1: unexpected `tool_use_id` found in `tool_result` blocks: z. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
  ],
  [
    'two results for one call',
    withTools(HI, assistant(call('a')), user(result('a'), result('a'))),
    'messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result` blocks with id: a',
  ],
  [
    'a call id used twice',
    withTools(HI, assistant(call('a')), user(result('a')), assistant(call('a')), user(result('a'))),
    'messages.3.content.0: `tool_use` ids must be unique',
  ],
];

describe('checkToolPairs', () => {
  afterEach(closeAll);

  refusals(PAIRS);
});
