/**
 * A transcript for a person: each message once. Everything that Claude, a tool or a stranger wrote is indented, so that
 * no text can pass itself off as a heading.
 */
import type { Conversation } from '../client/index';
import { artifactOf, type Block, type Message } from '../common/index';
import { printable, printableJson, printableLine } from './printable';
import type { Colours } from './terminal';

const INDENT = '  ';

/** Tool names by tool use id, so that a result can name its tool. */
type ToolNames = ReadonlyMap<string, string>;

/** All conversations of a run. */
export function transcriptText(conversations: readonly Conversation[], colours: Colours): string {
  if (conversations.length === 0) return 'Claude has not been asked in this run.';
  return conversations.map((conversation) => conversationText(conversation, colours)).join('\n\n');
}

function conversationText({ agent, number, messages }: Conversation, colours: Colours): string {
  const names = toolNames(messages);
  const title = colours.bold(`${printableLine(agent)}.${number}`);
  return [title, ...messages.map((message) => messageText(message, names, colours))].join('\n\n');
}

function messageText({ role, content }: Message, names: ToolNames, colours: Colours): string {
  const heading = role === 'assistant' ? colours.cyan('claude') : colours.yellow('user');
  return [heading, ...content.map((block) => indented(blockText(block, names)))].join('\n');
}

function blockText(block: Block, names: ToolNames): string {
  const { type } = block;
  if (type === 'text') return String(block['text'] ?? '');
  if (type === 'thinking') return `(thinking) ${String(block['thinking'] ?? '')}`;
  if (type === 'redacted_thinking') return '(thinking, redacted)';
  if (type === 'tool_use') return `→ ${String(block['name'])} ${printableJson(block['input'] ?? {}, 0)}`;
  if (type === 'tool_result') return resultText(block, names);
  return block['source'] === undefined ? printableJson(block, 0) : fileText(block);
}

/** Files are not for a terminal; one in a store is named, so that it can be fetched. */
function fileText(block: Block): string {
  const artifact = artifactOf(block);
  const title = typeof block['title'] === 'string' ? ` ${JSON.stringify(block['title'])}` : '';
  const where = artifact && ` ${artifact.media_type}, ${artifact.bytes} bytes, sha256 ${artifact.sha256}`;
  return `(${block.type}${title}${where ?? ''})`;
}

function resultText(block: Block, names: ToolNames): string {
  const id = String(block['tool_use_id']);
  const said = block['is_error'] === true ? 'error' : 'result';
  return `← ${names.get(id) ?? id}, ${said}: ${contentText(block['content'], names)}`;
}

function contentText(content: Block[string], names: ToolNames): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return (content as readonly Block[]).map((block) => blockText(block, names)).join('\n'); // wire seam: the API's blocks
}

function toolNames(messages: readonly Message[]): ToolNames {
  const uses = messages.flatMap(({ content }) => content).filter(({ type }) => type === 'tool_use');
  return new Map(uses.map((use) => [String(use['id']), String(use['name'])]));
}

function indented(text: string): string {
  return printable(text).replace(/^/gm, INDENT);
}
