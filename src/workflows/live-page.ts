/**
 * The page about a run that the Temporal UI shows while it goes: where it stands, what it did last, what it may still
 * spend, and what waits for whom. Pure. Whatever a model, a tool or a user named is made inert, since links work there.
 */
import { gaugeText, type Gauge } from '../common/gauge';
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

/** One agent's money and limits. */
export interface ToldAgent {
  readonly name: string;
  readonly spent: NanoUsd;
  readonly gauge?: Gauge;
  /** The kind of its outcome, once there is one. */
  readonly outcome?: string;
}

/** Everything the page says. */
export interface LivePage {
  readonly state: 'running' | 'completed' | 'failed' | 'cancelled';
  readonly steps: readonly ToldStep[];
  readonly agents: readonly ToldAgent[];
  /** The limits of all agents together. */
  readonly run?: Gauge;
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

/** The page as Markdown; where it would be too long without its oldest steps, then agents, then the newest waits. */
export function renderLivePage(page: LivePage): string {
  let [steps, agents, waits] = [
    page.steps.slice(-MAX_STEPS_TOLD),
    page.agents.slice(-MAX_LINES_TOLD),
    page.waits.slice(0, MAX_LINES_TOLD),
  ];
  for (;;) {
    const text = render({ ...page, steps, waits }, agents);
    const isShortest = steps.length === 0 && agents.length === 0 && waits.length === 0;
    if (isShortest || encodeURIComponent(text).length <= MAX_ENCODED_BYTES) return text;
    if (steps.length > 0) steps = steps.slice(1);
    else if (agents.length > 0) agents = agents.slice(1);
    else waits = waits.slice(0, -1);
  }
}

function render({ state, steps, agents, run, waits }: LivePage, shown: readonly ToldAgent[]): string {
  const now = steps.filter((step) => step.state === 'runs').map(({ label }) => inert(label));
  const spent = nanoUsd(agents.reduce((sum, agent) => sum + agent.spent, 0));
  return [
    `**${state}**${state === 'running' && now.length > 0 ? ` at ${now.slice(0, MAX_LINES_TOLD).join(', ')}` : ''}`,
    ...waits.map(waitLine),
    ...(steps.length > 0 ? ['| step | decided by | what | state |\n|---|---|---|---|', ...steps.map(stepRow)] : []),
    agents.length > 0 ? `\nClaude's replies cost ${formatUsd(spent)} so far.` : '',
    `\n${[...(run ? [`- the whole run: ${gaugeText(run)}`] : []), ...shown.map(agentLine)].join('\n')}`.trimEnd(),
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

/** The dollars of a limit include what may have been paid, so they stand alone there. */
function agentLine({ name, spent, gauge, outcome }: ToldAgent): string {
  const limits = gauge ? gaugeText(gauge) : '';
  const money = gauge?.limits.budget === undefined ? formatUsd(spent) : '';
  const end = outcome ? `ended with ${inert(outcome)}` : '';
  return `- ${inert(name)}: ${[money, limits, end].filter((text) => text !== '').join(', ')}`;
}

/** On one line, short, and every character with a meaning as a numeric entity. */
export function inert(text: string): string {
  return inertMarkdown([...oneLine(text)].slice(0, MAX_NAME_CHARACTERS).join(''));
}
