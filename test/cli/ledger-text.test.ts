import picocolors from 'picocolors';
import { ledgerText, stepLine } from '../../src/cli/ledger-text';
import { totalsOf } from '../../src/client/totals';
import type { Ledger, Step } from '../../src/client/index';
import { nanoUsd, usd } from '../../src/common/index';

const PLAIN = picocolors.createColors(false);

const CODE: Step = {
  ...{
    eventId: 5,
    kind: 'activity',
    name: 'loadTicket',
    summary: '',
    decidedBy: 'code',
    startedAt: '2026-11-22T00:00:00.000Z',
  },
  ...{ ms: 12, attempts: 1, status: 'completed', tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } },
  ...{ costNanoUsd: nanoUsd(0), unaccountedNanoUsd: nanoUsd(0) },
};
const CALL: Step = {
  ...{
    ...CODE,
    eventId: 9,
    kind: 'call',
    name: 'Claude',
    decidedBy: 'claude',
    agent: 'resolver.1',
    turn: 1,
    ms: 2_345,
    attempts: 2,
  },
  ...{
    tokens: { input: 10, output: 5, cacheRead: 2, cacheWrite: 1 },
    costNanoUsd: nanoUsd(12_300_000),
    unaccountedNanoUsd: nanoUsd(1_000_000),
  },
};

function ledger(steps: readonly Step[], limits: Ledger['limits'] = []): Ledger {
  return {
    ...{
      workflowId: 'complaint:1',
      runId: 'run-1',
      workflowType: 'complaint',
      status: 'completed',
      steps,
      totals: totalsOf(steps),
      limits,
    },
    history: { bytes: 140_000, events: 40 },
  };
}

test('a ledger says of each step who decided it, how long it took and what it cost, then the sums', () => {
  const text = ledgerText(ledger([CODE, CALL]), PLAIN);
  expect(text).toMatch(/^complaint:1 {2}complaint {2}completed\n/);
  expect(text).toMatch(/^code +loadTicket +completed +12 +1$/m);
  expect(text).toMatch(/^claude +Claude +resolver\.1, 1 +completed +2345 +2 +13 +5 +USD 0\.0123 +USD 0\.001000$/m);
  expect(text).toContain('claude    1 step, 2345 ms, 2 attempts, 1 turn, 0 tool calls');
  expect(text).toContain('cost      USD 0.0123, and at most USD 0.001000 unaccounted');
  expect(text).toContain('history   0.14 MB, 40 events, 1 retry');
});

test('the limits of the run and of its agents stand beside what was taken of them', () => {
  const used = { amount: { nanoUsd: nanoUsd(12_300_000), tokens: 18 }, turns: 1, toolCalls: 0 };
  const limits = [
    { of: 'run', limits: { budget: usd(2), maxTokensTotal: 1_000 }, used },
    { of: 'resolver.1', limits: { maxTurns: 8, maxToolCalls: 10, maxWallMs: 60_000, startedAtMs: 0 }, used },
  ];
  expect(
    ledgerText(ledger([CALL], limits), PLAIN)
      .split('\n')
      .slice(-3, -1),
  ).toEqual([
    'limits    run: USD 0.0123 of USD 2.0000 (USD 1.9877 left), 18 of 1000 tokens (982 left)',
    '          resolver.1: 1 of 8 turns (7 left), 0 of 10 tool calls (10 left), until 1970-01-01T00:01:00.000Z',
  ]);
});

test('what a failed step says is one harmless line', () => {
  const failed: Step = { ...CODE, status: 'failed', error: 'first\n\u001b[31msecond' };
  expect(ledgerText(ledger([failed]), PLAIN)).toContain('first \\u001b[31msecond');
});

test('a step that is told live stands on one line', () => {
  expect(stepLine(CALL, PLAIN)).toBe(
    'claude  Claude  (resolver.1, 1)  completed  2345 ms  2 attempts  13/5 tokens  USD 0.0123  at most USD 0.001000 unaccounted',
  );
});
