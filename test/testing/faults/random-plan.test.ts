import { ruleOf, type CalmStep } from '../../../src/testing/faults/fault';
import { ownFaults, randomFrom, sharedFaults, timeOf } from '../../../src/testing/faults/random-plan';

const STEPS: readonly CalmStep[] = [
  { step: 'writer.1/t1/claude.0', strikes: new Set(['activity', 'call']) },
  { step: 'writer.1/t1/0.toolu_1.0', strikes: new Set(['activity', 'tool']) },
];

test('the same seed gives the same plan, another one another', () => {
  expect(sharedFaults({ batch: 7 })).toEqual(sharedFaults({ batch: 7 }));
  expect(sharedFaults({ batch: 7 })).not.toEqual(sharedFaults({ batch: 8 }));
  const plans = Array.from({ length: 50 }, (_, run) => ownFaults({ batch: 7, run }, STEPS));
  expect(plans).toEqual(Array.from({ length: 50 }, (_, run) => ownFaults({ batch: 7, run }, STEPS)));
  expect(new Set(plans.map((plan) => JSON.stringify(plan))).size).toBeGreaterThan(30);
});

test('a worker is replaced every half second, in the order of the times', () => {
  const faults = sharedFaults({ batch: 3 });
  const kills = faults.filter(({ kind }) => kind === 'kill').map(timeOf);
  expect(kills.length).toBe(20);
  expect(kills.every((ms, index) => ms >= index * 500 && ms <= (index + 1) * 500)).toBe(true);
  expect(faults.map(timeOf)).toEqual([...faults.map(timeOf)].sort((one, other) => one - other));
});

test('a run meets only faults of its own that it has to hide', () => {
  for (let run = 0; run < 200; run++) {
    const kinds = ownFaults({ batch: 1, run }, STEPS).map(({ kind }) => ruleOf(kind));
    expect(kinds.every(({ hits, owed }) => hits === 'run' && owed === 'same')).toBe(true);
  }
});

test('numbers are spread over the whole range', () => {
  const random = randomFrom(1);
  const tenths = new Set(Array.from({ length: 200 }, () => Math.floor(random() * 10)));
  expect([...tenths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
