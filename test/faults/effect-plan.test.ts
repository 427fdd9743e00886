import { randomFrom } from '../../src/testing/faults/random-plan';
import { planFrom, wrongWith, type Hit } from './effect-plan';
import type { Happened } from './outside';

const REF = `ref-${'0'.repeat(36)}`;
const OTHER = `ref-${'1'.repeat(36)}`;
const UNKNOWN = 'It is not known whether `x` took effect';
const lines = (...what: Happened['what'][]): Happened[] => what.map((one) => ({ what: one, id: 'e', at: 0 }));
const hit = (more: Partial<Hit>): Hit => ({
  ...{ id: 'e', tool: 'payOnce', held: 'started', window: 'inside' },
  ...{ happened: lines('start'), effects: [REF], told: REF, ...more },
});

test.each<[string, Partial<Hit>]>([
  ['one start, one effect, and told so', {}],
  ['a second start after a fenced no', { happened: lines('start', 'fenced', 'start') }],
  ['any number of starts under a key', { tool: 'payByKey', happened: lines('start', 'start', 'start') }],
  ['an unknown outcome, with an effect or without', { tool: 'sendOnce', told: UNKNOWN, effects: [] }],
])('nothing is wrong with %s', (_, more) => {
  expect(wrongWith(hit(more))).toEqual([]);
});

test.each<[string, Partial<Hit>, string]>([
  ['a second start without a fenced no', { happened: lines('start', 'start') }, 'started 2 times with 0 fenced no'],
  ['two effects', { effects: [REF, OTHER] }, 'took effect 2 times'],
  ['no effect where there has to be one', { effects: [], told: UNKNOWN }, 'took no effect'],
  ['an invented result', { told: OTHER }, `told as ${OTHER}, which did not happen`],
  ['words that say neither', { told: 'Take another way.' }, 'told as Take another way.'],
  ['an idempotent effect that is told as unknown', { tool: 'payByKey', told: UNKNOWN }, 'told as unknown'],
])('%s is found', (_, more, problem) => {
  expect(wrongWith(hit(more))).toEqual([problem]);
});

test('a seed gives the same plan again, another one another plan, and each cell has what it lacks', () => {
  const plan = (seed: number) => planFrom(randomFrom(seed), (tool) => (tool === 'sendOnce' ? 0 : 2));
  expect(plan(1)).toEqual(plan(1));
  expect(plan(2)).not.toEqual(plan(1));
  expect(plan(1)).toHaveLength(12);
});
