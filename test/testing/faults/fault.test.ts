import { FAULTS, ruleOf, singleFaults, wordsOf, type CalmStep } from '../../../src/testing/faults/fault';

const STEPS: readonly CalmStep[] = [
  { step: 'task 1', strikes: new Set(['task']) },
  { step: '1', strikes: new Set(['activity']) },
  { step: 'writer.1/t1/claude.0', strikes: new Set(['activity', 'call']) },
  { step: 'writer.1/t1/0.toolu_1.0', strikes: new Set(['activity', 'tool']) },
];
const words = singleFaults(STEPS).map(wordsOf);

test('a worker is killed before, during and after each activity and each workflow task', () => {
  const kills = words.filter((fault) => fault.startsWith('kill'));
  const moments = ['before', 'during', 'after'];
  expect(kills).toEqual(STEPS.flatMap(({ step }) => moments.map((moment) => `kill ${moment} ${step}`)));
});

test('Claude goes wrong at calls, tools at tools, operators at activities and nothing else', () => {
  const at = (start: string) =>
    new Set(words.filter((fault) => fault.startsWith(start)).map((fault) => fault.split(' ').slice(2).join(' ')));
  expect(at('claude:')).toEqual(new Set(['writer.1/t1/claude.0']));
  expect(at('tool:')).toEqual(new Set(['writer.1/t1/0.toolu_1.0']));
  expect(at('cancel')).toEqual(new Set(STEPS.slice(1).map(({ step }) => step)));
});

test('every fault of the table can strike somewhere, and what ends a reply early owes no equal result', () => {
  const kinds = new Set(singleFaults(STEPS).map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(Object.keys(FAULTS).sort());
  expect(ruleOf('claude:refusal').owed).toBe('completed');
  expect(ruleOf('claude:reset').owed).toBe('same');
});
