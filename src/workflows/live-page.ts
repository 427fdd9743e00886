/**
 * The page about a run that the Temporal UI shows while it goes: where it stands, what it did last, what it may still
 * spend, and what waits for whom. Pure. Whatever a model, a tool or a user named is made inert, since links work there.
 */
import { inertMarkdown } from '../common/inert-markdown';
import { formatUsd, nanoUsd, type NanoUsd } from '../common/money';
import { oneLine } from './summary';
import type { Wait } from './waits';

/** One step as the page tells it. */
export interface ToldStep {
  /** `3/4 resolver t2` */
  readonly label: string;
  readonly decidedBy: 'code' | 'Claude';
  readonly what: string;
  readonly state: 'runs' | 'done' | 'failed';
}

/** One agent's money. */
export interface ToldAgent {
  readonly name: string;
  readonly spent: NanoUsd;
  readonly budget?: NanoUsd;
  /** The kind of its outcome, once there is one. */
  readonly outcome?: string;
}

/** Everything the page says. */
export interface LivePage {
  readonly state: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly steps: readonly ToldStep[];
  readonly agents: readonly ToldAgent[];
  readonly waits: readonly Wait[];
}

/** What a person reads at one look. */
export const MAX_STEPS_TOLD = 8;

/** Agents and waits likewise. */
const MAX_LINES_TOLD = 5;

/** The UI asks for the page in a URL, and proxies take 8 KB of headers at most: half of that, as encoded there. */
const MAX_ENCODED_BYTES = 4_000;

/** Longer names are cut. */
const MAX_NAME_CHARACTERS = 48;

/** The page as Markdown; without its oldest steps where it would be too long. */
export function renderLivePage(page: LivePage): string {
  for (let steps = page.steps.slice(-MAX_STEPS_TOLD); ; steps = steps.slice(1)) {
    const text = render({ ...page, steps });
    if (steps.length === 0 || encodeURIComponent(text).length <= MAX_ENCODED_BYTES) return text;
  }
}

function render({ state, steps, agents, waits }: LivePage): string {
  const now = steps.filter((step) => step.state === 'runs').map(({ label }) => inert(label));
  const spent = nanoUsd(agents.reduce((sum, agent) => sum + agent.spent, 0));
  return [
    `**${state}**${state === 'running' && now.length > 0 ? ` at ${now.slice(0, MAX_LINES_TOLD).join(', ')}` : ''}`,
    ...waits.slice(0, MAX_LINES_TOLD).map(waitLine),
    ...(steps.length > 0 ? ['| step | decided by | what | state |\n|---|---|---|---|', ...steps.map(stepRow)] : []),
    ...[agents.length > 0 ? `\nClaude's replies cost ${formatUsd(spent)} so far.` : ''],
    ...(agents.length > 0 ? [`\n${agents.slice(-MAX_LINES_TOLD).map(agentLine).join('\n')}`] : []),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function waitLine({ step, why, answer }: Wait): string {
  return `\n**${inert(step)} waits**: ${why}. To answer: ${answer}\n`;
}

function stepRow({ label, decidedBy, what, state }: ToldStep): string {
  return `| ${inert(label)} | ${decidedBy} | ${label.endsWith(what) ? '' : inert(what)} | ${state} |`;
}

function agentLine({ name, spent, budget, outcome }: ToldAgent): string {
  const limit = budget === undefined ? '' : ` of ${formatUsd(budget)}`;
  return `- ${inert(name)}: ${formatUsd(spent)}${limit}${outcome ? `, ended with ${inert(outcome)}` : ''}`;
}

/** On one line, short, and every character with a meaning as a numeric entity. */
export function inert(text: string): string {
  return inertMarkdown([...oneLine(text)].slice(0, MAX_NAME_CHARACTERS).join(''));
}
