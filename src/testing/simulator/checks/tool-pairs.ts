/** Checks that every tool call and every result have their counterpart, in the turn where the API expects it. */
import { invalid } from '../api-refusal';
import type { Segment } from '../prompt';

/** One turn: consecutive messages of one role, which the API merges. */
type Turn = readonly Segment[];

/** Checks that tool calls and their results pair up. */
export function checkToolPairs(segments: readonly Segment[]): void {
  checkUniqueCalls(segments);
  const turns = mergeTurns(segments);
  turns.forEach((turn, index) => {
    checkResults(turn, turns[index - 1] ?? []);
    checkAnswered(turn, turns[index + 1] ?? []);
  });
}

function mergeTurns(segments: readonly Segment[]): Turn[] {
  const turns: Segment[][] = [];
  for (const segment of segments.filter(({ message }) => message >= 0)) {
    const current = turns.at(-1);
    if (current && current[0]?.role === segment.role) current.push(segment);
    else turns.push([segment]);
  }
  return turns;
}

function checkUniqueCalls(segments: readonly Segment[]): void {
  const seen = new Set<string | undefined>();
  for (const { block, path } of segments.filter(({ block: { type } }) => type === 'tool_use')) {
    if (seen.has(block.id)) throw invalid(`${path}: \`tool_use\` ids must be unique`);
    seen.add(block.id);
  }
}

function checkResults(turn: Turn, previous: Turn): void {
  const calls = callsOf(previous);
  const seen = new Set<string>();
  for (const { block, path } of turn.filter(({ block: { type } }) => type === 'tool_result')) {
    const id = String(block.tool_use_id);
    if (seen.has(id)) {
      throw invalid(
        `${path}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with id: ${id}`,
      );
    }
    seen.add(id);
    if (calls.includes(id)) continue;
    throw invalid(
      `${path}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    );
  }
}

/** Only results that stand before everything else in the next turn count. */
function checkAnswered(turn: Turn, next: Turn): void {
  const others = next.findIndex(({ block }) => block.type !== 'tool_result');
  const answered = next.slice(0, others < 0 ? next.length : others).map(({ block }) => block.tool_use_id);
  const open = callsOf(turn).filter((id) => !answered.includes(id));
  if (open.length === 0) return;
  throw invalid(
    `messages.${turn.at(-1)?.message}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

function callsOf(turn: Turn): string[] {
  return turn.filter(({ block }) => block.type === 'tool_use').map(({ block }) => String(block.id));
}
