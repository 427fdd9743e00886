/** The rule `after`: a tool that may be called only once others have succeeded. */
import type { Rules } from './toolbox';

/** Why a call comes too early, for Claude, or undefined. */
export function tooEarly(tool: string, { after = [] }: Rules, succeeded: readonly string[]): string | undefined {
  const missing = after.filter((other) => !succeeded.includes(other)).map((other) => `\`${other}\``);
  if (missing.length === 0) return undefined;
  const first = missing.join(' and ');
  return `\`${tool}\` may be called only after a success of ${first}, in an earlier reply. It was not run; call ${first} first.`;
}

/** What is wrong with these rules together, or undefined: each tool must be within reach. */
export function afterProblem(rules: Readonly<Record<string, Rules>>): string | undefined {
  for (const [tool, { after = [] }] of Object.entries(rules)) {
    const unknown = after.find((other) => !Object.hasOwn(rules, other));
    if (unknown !== undefined) return `tool \`${tool}\` comes after \`${unknown}\`, which the toolbox does not have`;
  }
  const left = new Map(Object.entries(rules));
  for (let before = -1; left.size !== before;) {
    before = left.size;
    for (const [tool, { after = [] }] of left) if (!after.some((other) => left.has(other))) left.delete(tool);
  }
  if (left.size === 0) return undefined;
  return `tools ${[...left.keys()].map((tool) => `\`${tool}\``).join(', ')} can never be called: each comes after another of them`;
}
