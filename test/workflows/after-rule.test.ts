/** The rule `after`: who has to succeed before whom, and that no tool is out of reach. */
import { freshProgress } from '../../src/workflows/progress';
import { afterProblem } from '../../src/workflows/after-rule';
import { answerWith, offer, run, scheduled, use } from './tool-calls-rig';

const offers = [offer('verify'), offer('pay', 'idempotent')];
const rules = { verify: {}, pay: { after: ['verify'] } };
const names = (): string[] => scheduled.map(({ name }) => name);

test('a call before its time is refused, says what is missing, and counts for nothing', async () => {
  const progress = freshProgress([]);
  const [part] = await run([use(0, 'pay')], { rules, offers, progress });
  expect(part).toMatchObject({
    kind: 'refusal',
    text: '`pay` may be called only after a success of `verify`, in an earlier reply. It was not run; call `verify` first.',
  });
  expect([names(), progress.callsByTool]).toEqual([[], {}]);
});

test('it runs in a later reply once the other has succeeded', async () => {
  const progress = freshProgress([]);
  await run([use(0, 'verify')], { rules, offers, progress });
  await run([use(1, 'pay')], { rules, offers, progress });
  expect(names()).toEqual(['verify', 'pay']);
});

test('in the reply that also calls the other it comes too early, in either order', async () => {
  await run([use(0, 'verify'), use(1, 'pay'), use(2, 'verify')], { rules, offers });
  expect(names()).toEqual(['verify', 'verify']);
});

test.each<[string, () => Promise<unknown>]>([
  ['an error result', () => Promise.resolve({ v: 1, content: 'Not them.', isError: true })],
  ['a failure', () => Promise.reject(new Error('down'))],
])('%s of the other is no success', async (_title, answer) => {
  const progress = freshProgress([]);
  answerWith(answer);
  await run([use(0, 'verify')], { rules, offers, progress }).catch(() => undefined);
  answerWith(() => Promise.resolve({ v: 1, content: 'ok' }));
  await run([use(1, 'pay')], { rules, offers, progress });
  expect(names()).toEqual(['verify']);
});

test('all that is missing is named, and only that', async () => {
  const progress = { ...freshProgress([]), succeeded: ['read'] };
  const [part] = await run([use(0, 'pay')], {
    ...{ offers, progress },
    rules: { read: {}, verify: {}, look: {}, pay: { after: ['verify', 'read', 'look'] } },
  });
  expect(part).toMatchObject({ text: expect.stringContaining('after a success of `verify` and `look`,') as string });
});

test('a toolbox whose tools wait for each other is refused; a chain is not', () => {
  expect(afterProblem({ a: { after: ['b'] }, b: { after: ['c'] }, c: {} })).toBeUndefined();
  expect(afterProblem({ a: { after: ['b'] }, b: { after: ['a'] }, c: {} })).toBe(
    'tools `a`, `b` can never be called: each comes after another of them',
  );
  expect(afterProblem({ a: { after: ['toString'] } })).toContain('`toString`, which the toolbox does not have');
});
