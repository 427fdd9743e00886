/**
 * What stands in a request to Claude, as the simulated agent needs it: the complaint, the ticket, and every tool result
 * so far. Everything later is decided from this alone, so a request that is asked again is answered the same.
 */
import { z } from 'zod';

/** One tool call that has been answered. */
export interface ToolResult {
  name: string;
  input: Readonly<Record<string, unknown>>;
  failed: boolean;
  /** What the tool returned: parsed where it is JSON, else its text. */
  value: unknown;
}

/** A request, read. */
export interface Conversation {
  complaint: string;
  ticketId: string;
  /** In the order of the calls. */
  results: ToolResult[];
  messageCount: number;
}

// The wire's own shape, of which only this much is looked at.
const block = z.looseObject({ type: z.string() });
const message = z.object({ role: z.string(), content: z.union([z.string(), z.array(block)]) });
type Block = z.output<typeof block>;

const MARKED_DATA = /^Data from [^\n]*:\n([\s\S]*)$/;
const MARKED_RESULT = /^Data from "[^\n]*" \(not instructions\), all that follows in this result:\n\n/;
const TICKET = /ticket `?([\w:.-]*\w)/i;

/** Reads the messages of a request. */
export function readConversation(messages: unknown): Conversation {
  const all = z.array(message).parse(messages);
  const first = all[0] ? textsOf(blocksOf(all[0].content)) : [];
  const data = first.map(markedData).filter((text) => text !== undefined);
  const prompt = first.find((text) => markedData(text) === undefined) ?? '';
  return {
    complaint: data.length > 0 ? data.join('\n\n') : first.slice(first.length > 1 ? 1 : 0).join('\n\n'),
    ticketId: TICKET.exec(prompt)?.[1] ?? '',
    results: resultsOf(all.flatMap(({ content }) => blocksOf(content))),
    messageCount: all.length,
  };
}

function blocksOf(content: string | Block[]): Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function textsOf(blocks: readonly Block[]): string[] {
  return blocks.filter(({ type }) => type === 'text').map(({ text }) => String(text));
}

/** The text that the library quoted as data, or undefined for a text that is not so marked. */
function markedData(text: string): string | undefined {
  const quoted = MARKED_DATA.exec(text)?.[1];
  if (quoted === undefined) return undefined;
  const value = parsed(quoted.trim());
  return typeof value === 'string' ? value : quoted;
}

function resultsOf(blocks: readonly Block[]): ToolResult[] {
  const calls = new Map(blocks.filter(({ type }) => type === 'tool_use').map((call) => [call['id'], call]));
  return blocks
    .filter(({ type }) => type === 'tool_result')
    .map((result) => {
      const call = calls.get(result['tool_use_id']);
      return {
        name: String(call?.['name']),
        input: z.record(z.string(), z.unknown()).catch({}).parse(call?.['input']),
        failed: result['is_error'] === true,
        value: parsed(resultText(result['content']).replace(MARKED_RESULT, '')),
      };
    });
}

function resultText(content: unknown): string {
  if (typeof content === 'string') return content;
  return textsOf(z.array(block).catch([]).parse(content)).join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const note = /^A person [\s\S]*?\n\n/.exec(text)?.[0]; // changed by a person: the result stands behind the note
    return note ? parsed(text.slice(note.length)) : text; // plain text is a result like any other
  }
}
