/**
 * What a hand-written loop does, with the conversation in the worker's memory: the same requests by the same SDK as ours,
 * and nothing durable about them. A worker that dies takes the conversation along.
 */
import Anthropic from '@anthropic-ai/sdk';
import { promptOf, TOOL, type Call, type Job } from '../job';

const client = new Anthropic({ apiKey: 'bench', maxRetries: 0 });

type Message = Anthropic.MessageParam;
type Block = Anthropic.ContentBlock;

const conversations = new Map<string, Message[]>();

/** One reply of the model. */
export async function askModel(job: Job): Promise<readonly Block[]> {
  const messages = conversations.get(job.run) ?? [{ role: 'user', content: promptOf(job) }];
  conversations.set(job.run, messages);
  const stream = client.messages.stream({
    model: 'claude-opus-5-5',
    max_tokens: 1_000,
    system: 'You look up orders.',
    tools: [{ name: TOOL, description: 'The orders of one day.', input_schema: { type: 'object', properties: {} } }],
    messages,
  });
  const { content } = await stream.finalMessage();
  messages.push({ role: 'assistant', content });
  return content;
}

/** The tool. */
export async function lookUp(id: string, call: Call): Promise<string> {
  const response = await fetch(process.env['WORLD_URL'] ?? '', { method: 'POST', body: JSON.stringify(call) });
  const text = await response.text();
  const messages = conversations.get(call.run) ?? [];
  messages.push({ role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: text }] });
  return text;
}
