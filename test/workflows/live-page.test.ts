import type { Gauge } from '../../src/common/gauge';
import { nanoUsd, usd } from '../../src/common/money';
import { inert, renderLivePage, type LivePage, type ToldStep } from '../../src/workflows/live-page';

const MAX_ENCODED_BYTES = 4_000;

const step = (label: string, more: Partial<ToldStep> = {}): ToldStep => ({
  ...{ label, decidedBy: 'code', what: 'loadTicket', state: 'done' },
  ...more,
});
const GAUGE: Gauge = {
  limits: {
    ...{ budget: usd(0.5), maxTurns: 8, maxToolCalls: 10 },
    ...{ maxWallMs: 60_000, startedAtMs: Date.parse('2026-11-26T21:59:00Z') },
  },
  used: { amount: { nanoUsd: nanoUsd(4_100_000), tokens: 900 }, turns: 3, toolCalls: 11 },
};
const page = (more: Partial<LivePage>): string =>
  renderLivePage({ state: 'running', steps: [], agents: [], waits: [], ...more });

test('the page says where the run stands, who decided its steps, and what may still be spent', () => {
  const text = page({
    steps: [
      step('1/4 loadTicket'),
      step('3/4 resolver t2', { decidedBy: 'Claude', what: 'findOrders', state: 'runs' }),
    ],
    agents: [{ name: 'resolver', spent: nanoUsd(4_100_000), gauge: GAUGE }],
    run: { limits: { maxTokensTotal: 1_000 }, used: GAUGE.used },
  });
  expect(text.split('\n')).toEqual([
    '**running** at 3/4 resolver t2',
    '| step | decided by | what | state |',
    '|---|---|---|---|',
    '| 1/4 loadTicket | code |  | done |',
    '| 3/4 resolver t2 | Claude | findOrders | runs |',
    '',
    "Claude's replies cost USD 0.004100 so far.",
    '',
    '- the whole run: 900 of 1000 tokens (100 left)',
    '- resolver: USD 0.004100 of USD 0.5000 (USD 0.4959 left), 3 of 8 turns (5 left), 11 of 10 tool calls (0 left), until 2026-11-26T22:00:00.000Z',
  ]);
});

test('what waits stands above the steps, with how to answer', () => {
  const wait = { step: '3/4 resolver t2', why: 'the key is refused', answer: 'Update resume, one object: {}' };
  expect(page({ waits: [wait] })).toContain(
    '**3/4 resolver t2 waits**: the key is refused. To answer: Update resume, one object: {}',
  );
});

test('a run that is over says how, and how its agents ended', () => {
  const agents = [{ name: 'judge', spent: nanoUsd(0), outcome: 'answer' }];
  const text = page({ state: 'completed', steps: [step('1 x', { state: 'runs' })], agents });
  expect(text).toMatch(/^\*\*completed\*\*\n/);
  expect(text).toContain('- judge: USD 0.0000, ended with answer');
});

test.each([
  '[click](https://evil.example)',
  '![x](https://evil.example/p.png)',
  '<a href="https://evil.example">x</a>',
  '<script>alert(1)</script>',
  '<form action=/x><button>ok</button></form>',
  'https://evil.example',
  'javascript:alert(1)',
  'mailto:a@b.c',
  '$x^2$',
  '$$x$$',
  '`code`',
  '**bold** __bold__ ~~gone~~',
  '# heading',
  '> quote',
  'a | b | c',
  '{workflowId} {namespace}',
  '&lt;b&gt; &#60;b&#62;',
  '\\[ \\( \\$',
  'turned \u202e around',
  'a\u200bb',
  'line\nbreak\r\n| row |',
  '[^1]: note',
])('%j is inert', (hostile) => {
  const text = inert(hostile);
  expect(text.replace(/&#\d+;/g, '')).toMatch(/^[\p{L}\p{N} .,;/·-]*$/u);
  expect(text).not.toMatch(/:\/\/|\n/);
});

test('the page is short enough for a URL whatever the steps are called, and keeps the newest', () => {
  const steps = Array.from({ length: 20 }, (_, at) => step(`${at} ${'漢|'.repeat(100)}`, { what: '😀[]'.repeat(60) }));
  const waits = Array.from({ length: 9 }, () => ({
    step: '|'.repeat(99),
    why: 'the key is refused',
    answer: 'Update',
  }));
  const agents = Array.from({ length: 9 }, () => ({ name: '|'.repeat(99), spent: nanoUsd(1), gauge: GAUGE }));
  const text = page({ steps, waits, agents, run: GAUGE });
  expect(encodeURIComponent(text).length).toBeLessThanOrEqual(MAX_ENCODED_BYTES);
  expect(text).not.toContain('| 0 ');
  expect(text).toContain('the whole run: USD');
  expect(text).toContain(' waits**: the key is refused');
  expect(page({ steps })).toContain('| 19 ');
});
