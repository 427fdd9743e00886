/** From the last reply to the answer: which text counts, and whether it is what the agent's schema asks for. */
import type { CallResult } from '../common/wire';
import type { Agent } from './agent';

/** More problems than this help Claude no further. */
const MAX_ISSUES_TOLD = 10;

/** Issues may quote what Claude wrote, which Claude has before it. */
const MAX_PROBLEM_CHARACTERS = 2_000;

/** The text after the last thinking or tool block: text beside a tool call is not the answer. */
export function finalText({ content }: Pick<CallResult, 'content'>): string {
  const texts: string[] = [];
  for (const block of [...content].reverse()) {
    if (block.type !== 'text') break;
    texts.unshift(String(block['text']));
  }
  return texts.join('');
}

/** All that Claude said in a reply, for outcomes without an answer. */
export function allText({ content }: Pick<CallResult, 'content'>): string {
  return content.flatMap((block) => (block.type === 'text' ? [String(block['text'])] : [])).join('\n');
}

/** The typed output, or what is wrong with the answer, in words for Claude. */
export function readAnswer<Output>(agent: Agent<Output>, text: string): { output: Output } | { problem: string } {
  if (!text.trim()) return { problem: 'The reply was empty.' };
  if (!agent.output) return { output: text as Output }; // without a schema the output is text, by `defineAgent`'s overloads
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'The reply is not JSON.' };
  }
  const parsed = agent.output.safeParse(value);
  if (parsed.success) return { output: parsed.data };
  const issues = parsed.error.issues.slice(0, MAX_ISSUES_TOLD);
  return {
    problem: issues.map(({ path, message }) => `${path.map(String).join('.') || '(the whole)'}: ${message}`).join('\n'),
  };
}

/** What Claude is told when its answer can't be used. */
export function repairPrompt(problem: string, hasSchema: boolean): string {
  const told = problem.slice(0, MAX_PROBLEM_CHARACTERS);
  const wish = hasSchema ? 'Answer again with nothing but JSON that fits the schema.' : 'Answer again.';
  return `Your answer can't be used:\n${told}\n${wish}`;
}
