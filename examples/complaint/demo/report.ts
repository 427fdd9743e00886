/** What the demo says at the end, for people and as JSON: read from the history and from the database. */
import type { Ledger } from 'dynamic-workflows/client';
import { inUsd, usd } from 'dynamic-workflows/workflows';
import { resolver } from '../agents';
import type { ComplaintResult } from '../workflow';
import type { Effects } from './effects';
import { printable, type Screen } from './screen';

/** Everything that is known in the end. */
export interface Ended {
  readonly output: ComplaintResult;
  readonly effects: Effects;
  readonly ledger: Ledger;
  readonly workersKilled: number;
  readonly simulated: boolean;
  readonly uiUrl: string | undefined;
  /** Claims that did not hold; empty if all did. */
  readonly broken: readonly string[];
}

/** How the complaint ended, in one word. */
export function outcomeOf({
  label,
  escalated,
  refundedCents,
}: ComplaintResult): 'spam' | 'escalated' | 'refunded' | 'answered' {
  if (label === 'spam') return 'spam';
  if (escalated) return 'escalated';
  return refundedCents > 0 ? 'refunded' : 'answered';
}

/** The object that `--json` prints. */
export function jsonReport({ output, effects, ledger, workersKilled, simulated, uiUrl, broken }: Ended): object {
  const { totals, history, steps } = ledger;
  return {
    outcome: outcomeOf(output),
    output,
    effects,
    workersKilled,
    ...{ turns: totals.turns, toolCalls: totals.toolCalls },
    ...{ costUsd: inUsd(totals.costNanoUsd), unaccountedUsd: inUsd(totals.unaccountedNanoUsd) },
    history,
    model: resolver.model,
    simulated,
    uiUrl: uiUrl ?? null,
    steps: steps.map(({ costNanoUsd, unaccountedNanoUsd, eventId: _, ...step }) => ({
      ...step,
      ...{ costUsd: inUsd(costNanoUsd), unaccountedUsd: inUsd(unaccountedNanoUsd) },
    })),
    broken,
  };
}

/** The same for people. */
export function tellReport(ended: Ended, screen: Screen): void {
  const { output, effects, ledger, uiUrl, workersKilled, broken } = ended;
  screen.heading('The reply to the customer');
  screen.say(printable(output.reply || '(none: this message gets no reply)').replace(/^/gm, '  '));
  screen.heading('What happened, read back from the database');
  screen.say(
    `  ${counted(effects.refunds, 'refund')} of ${(effects.refundedCents / 100).toFixed(2)} in all, ${counted(effects.refundAttempts, 'attempt')} reached the refund tool`,
  );
  screen.say(
    `  ${counted(effects.replies, 'reply')} drafted, ${counted(effects.escalations, 'escalation')} to a manager`,
  );
  if (workersKilled > 0)
    screen.say(`  ${counted(workersKilled, 'worker')} killed on the way, and nothing was done twice`);
  screen.heading('Who decided what, read from the history');
  tellTotals(ledger, screen);
  screen.heading('What to try next');
  if (uiUrl) screen.say(`  The run in the Temporal UI: ${uiUrl}${' '}(add --keep, and it stays up)`);
  screen.say(
    '  npm run demo -- --input examples/complaint/inputs/prompt-injection.txt   a complaint that gives orders',
  );
  screen.say('  npm run demo -- --input YOUR-FILE --customer C-1001                      one of your own');
  screen.say('  examples/complaint/workflow.ts                                           the pipeline, one page');
  for (const claim of broken) screen.alarm(`✗ did not hold: ${claim}`);
}

function tellTotals({ totals, history }: Ledger, screen: Screen): void {
  const { code, claude, retries, turns, toolCalls } = totals;
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
  const tokens = `${claude.input + claude.cacheRead + claude.cacheWrite} tokens in (${claude.cacheRead} from the cache), ${claude.output} out`;
  const open =
    totals.unaccountedNanoUsd > usd(0)
      ? `, and at most USD ${inUsd(totals.unaccountedNanoUsd).toFixed(6)} unaccounted`
      : '';
  screen.say(`  code    ${counted(code.steps, 'step')}, ${seconds(code.ms)}`);
  screen.say(
    `  Claude  ${counted(turns, 'decision')} and ${counted(toolCalls, 'tool call')}, ${seconds(claude.ms)}, ${tokens}`,
  );
  screen.say(`  cost    USD ${inUsd(totals.costNanoUsd).toFixed(6)}${open}; ${counted(retries, 'retry')}`);
  screen.say(`  history ${(history.bytes / 1_000).toFixed(1)} kB in ${counted(history.events, 'event')}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : noun.replace(/y$/, 'ie').concat('s')}`;
}
