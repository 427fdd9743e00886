import { ddmin } from '../../../src/testing/faults/ddmin';

const TWELVE = Array.from({ length: 12 }, (_, index) => `fault ${index + 1}`);

/** Fails where all that is needed is there; counts how often it was asked. */
function needing(...needed: readonly string[]) {
  const asked = { times: 0 };
  const fails = async (some: readonly string[]): Promise<boolean> => {
    asked.times++;
    return needed.every((one) => some.includes(one));
  };
  return { asked, fails };
}

test.each([
  ['the first and the last', ['fault 1', 'fault 12']],
  ['two in one half', ['fault 2', 'fault 5']],
  ['two neighbours', ['fault 6', 'fault 7']],
])('twelve faults of which two are needed shrink to those two: %s', async (_, needed) => {
  const { asked, fails } = needing(...needed);
  expect(await ddmin(TWELVE, fails)).toEqual(needed);
  expect(asked.times).toBeLessThan(80);
});

test('questions that are asked at the same time are answered alike', async () => {
  let open = 0;
  let most = 0;
  const fails = async (some: readonly string[]): Promise<boolean> => {
    most = Math.max(most, ++open);
    await Promise.resolve();
    open--;
    return some.includes('fault 2') && some.includes('fault 11');
  };
  expect(await ddmin(TWELVE, fails, { atOnce: 4 })).toEqual(['fault 2', 'fault 11']);
  expect(most).toBe(4);
});

test('one that suffices is left alone, and what needs all loses nothing', async () => {
  expect(await ddmin(TWELVE, needing('fault 9').fails)).toEqual(['fault 9']);
  expect(await ddmin(TWELVE, needing(...TWELVE).fails)).toEqual(TWELVE);
});

test('it stops after so many questions, with the shortest list that failed until then', async () => {
  const { asked, fails } = needing('fault 1', 'fault 3');
  const left = await ddmin(TWELVE, fails, { maxTests: 5 });
  expect(asked.times).toBe(5);
  expect(left.length).toBeLessThan(12);
  expect(await fails(left)).toBe(true);
});
