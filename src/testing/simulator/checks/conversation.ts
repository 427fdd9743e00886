/** Checks on the messages one by one: who may speak when, and which content each may carry. */
import { invalid } from '../api-refusal';
import { blocksOf } from '../prompt';
import type { MessageBlock, MessagesRequest } from '../request';

const BLOCKS_BY_ROLE: Readonly<Record<string, readonly string[]>> = {
  tool_result: ['user'],
  image: ['user'],
  document: ['user'],
  search_result: ['user'],
  tool_reference: [],
  tool_use: ['assistant'],
  thinking: ['assistant'],
  redacted_thinking: ['assistant'],
  server_tool_use: ['assistant'],
  web_search_tool_result: ['assistant'],
};

/** Checks order and content of the messages. */
export function checkMessages(body: MessagesRequest): void {
  const [first] = body.messages;
  if (!first) throw invalid('messages: at least one message is required');
  if (first.role !== 'user') throw invalid('messages: first message must use the "user" role');
  checkTexts(blocksOf(body.system), 'system');
  body.messages.forEach(({ role, content }, index) => {
    if (content.length === 0) throw invalid(`messages.${index}: all messages must have non-empty content`);
    if (role === 'system') checkSystemMessage(body, index);
    const blocks = blocksOf(content);
    checkTexts(blocks, 'messages');
    blocks.forEach((block, position) => checkPlace(block, role, `messages.${index}.content.${position}`));
  });
}

function checkSystemMessage(body: MessagesRequest, index: number): void {
  const before = body.messages[index - 1]?.role;
  const after = body.messages[index + 1]?.role;
  if (before === 'user' && (after === undefined || after === 'assistant')) return;
  throw invalid(`messages.${index}: \`system\` messages must follow a \`user\` message and end the turn`);
}

function checkTexts(blocks: readonly MessageBlock[], place: string): void {
  for (const block of blocks) {
    if (block.type === 'tool_result') checkResult(block, place);
    if (block.type !== 'text') continue;
    if (block.text === '') throw invalid(`${place}: text content blocks must be non-empty`);
    if (block.text?.trim() === '') throw invalid(`${place}: text content blocks must contain non-whitespace text`);
  }
}

function checkResult({ content, is_error: isError, tool_use_id: id }: MessageBlock, place: string): void {
  const parts = blocksOf(content);
  if (parts.some(({ type, text }) => type === 'text' && text === '')) {
    throw invalid(`${place}: text content blocks must be non-empty`);
  }
  if (isError !== true) return;
  if (parts.length === 0)
    throw invalid(`${place}: tool_result ${String(id)}: content cannot be empty if \`is_error\` is true`);
  if (parts.some(({ type }) => type !== 'text')) {
    throw invalid(`${place}: tool_result ${String(id)}: all content must be type \`text\` if \`is_error\` is true`);
  }
}

function checkPlace(block: MessageBlock, role: string, path: string): void {
  const roles = BLOCKS_BY_ROLE[block.type];
  if (roles && !roles.includes(role)) {
    const where = roles.length === 0 ? '`tool_result` blocks' : `\`${roles.join('` or `')}\` messages`;
    throw invalid(`${path}: \`${block.type}\` blocks can only be in ${where}`);
  }
  const citations: unknown = block['citations'];
  if (role === 'user' && block.type === 'text' && Array.isArray(citations) && citations.length > 0) {
    throw invalid(`${path}.text.citations: \`text\` blocks in \`user\` messages cannot have citations`);
  }
}
