/** Effects whose end nobody saw, with Temporal's scheduling replaced by a script. */
import { ActivityFailure, ApplicationFailure, RetryState, TimeoutFailure, TimeoutType } from '@temporalio/common';
import { FAILURE } from '../../src/common/failure-type';
import { VERIFY_ACTIVITY } from '../../src/common/once';
import { answerWith, HASH, offer, run, scheduled, use, type Setting } from './tool-calls-rig';

const OWN = 'resolver.1/t2/0.toolu_0.0';
const setting: Setting = {
  rules: { send: {} },
  offers: [{ ...offer('send', 'once'), verifies: true }],
};
/** What every test but the last asks for has a hash of its own: an unknown outcome is remembered for the whole run. */
let calls = 0;
const fresh = (): Setting => ({ ...setting, calls: [{ id: 'toolu_0', hash: String(++calls).padStart(64, '0') }] });

const ended = (cause: Error): Promise<never> =>
  Promise.reject(new ActivityFailure('failed', 'send', 'id', RetryState.NON_RETRYABLE_FAILURE, 'worker', cause));
const unknown = (by?: string | null): Promise<never> =>
  ended(
    ApplicationFailure.create({
      ...{ message: 'x', type: FAILURE.outcomeUnknown, nonRetryable: true },
      ...(by !== undefined && { details: [{ by }] }),
    }),
  );
/** The ends of the activities, in their order. */
const answers = (...list: (() => Promise<unknown>)[]): void =>
  answerWith(() => (list.shift() ?? (() => Promise.resolve('ok')))());
const verdict = (ran: string) => () => Promise.resolve({ v: 1, ran });
const names = (): string[] => scheduled.map(({ name, options }) => `${name} ${options.activityId.split('.').at(-1)}`);
const callOf = (at: number): unknown => (scheduled[at]?.args[0] as { call?: unknown }).call ?? scheduled[at]?.args[1];

test('a call that may have had its effect is verified under its own identity, and a yes is its result', async () => {
  answers(() => unknown(), verdict('yes'));
  expect(await run([use(0, 'send')], fresh())).toEqual([
    { kind: 'result', toolUseId: 'toolu_0', activityId: 'resolver.1/t2/0.toolu_0.1' },
  ]);
  expect(names()).toEqual(['send 0', `${VERIFY_ACTIVITY} 1`]);
  expect(callOf(1)).toMatchObject({ toolUseId: 'toolu_0' });
  expect(callOf(1)).not.toHaveProperty('scheduling');
});

test('where a call before it may have had the effect, that one is verified, and after a fenced no it does not count', async () => {
  answers(() => unknown('resolver.1/t1/3.toolu_before.2'), verdict('no'));
  await run([use(0, 'send')], fresh());
  expect(callOf(1)).toMatchObject({ toolUseId: 'toolu_before', scheduling: 2 });
  expect(names()).toEqual(['send 0', `${VERIFY_ACTIVITY} 1`, 'send 2']);
  expect(callOf(2)).toMatchObject({ toolUseId: 'toolu_0', scheduling: 2, fenced: ['resolver.1/t1/3.toolu_before.2'] });
});

test('where nobody can tell which call it was, nobody is asked, and it is unknown', async () => {
  answers(() => unknown(null));
  expect(await run([use(0, 'send')], fresh())).toMatchObject([
    { kind: 'refusal', text: expect.stringMatching(/^It is not known whether/) as string },
  ]);
  expect(names()).toEqual(['send 0']);
});

test('a call that ended with a timeout may have had its effect, and is verified', async () => {
  answers(() => ended(new TimeoutFailure('late', undefined, TimeoutType.START_TO_CLOSE)), verdict('no'));
  await run([use(0, 'send')], fresh());
  expect(names()).toEqual(['send 0', `${VERIFY_ACTIVITY} 1`, 'send 2']);
});

test('a call whose arguments were refused had no effect, and nothing is verified', async () => {
  answers(() => ended(ApplicationFailure.nonRetryable('x', FAILURE.argumentsChanged)));
  await run([use(0, 'send')], fresh());
  expect(names()).toEqual(['send 0']);
});

test('three fenced tries are enough, and Claude is told that none took effect', async () => {
  answers(
    () => unknown(),
    verdict('no'),
    () => unknown(),
    verdict('no'),
    () => unknown(),
    verdict('no'),
  );
  expect(await run([use(0, 'send')], fresh())).toMatchObject([
    { kind: 'refusal', text: '`send` did not take effect in 3 tries, each of which is over. Take another way.' },
  ]);
  expect(scheduled).toHaveLength(6);
});

test('an unknown outcome blocks the same call for every agent of the run', async () => {
  const one = { ...setting, calls: [{ id: 'toolu_0', hash: HASH }] };
  answers(() => unknown(OWN), verdict('unknown'));
  await run([use(0, 'send')], one);
  expect(await run([use(0, 'send')], one)).toMatchObject([
    { kind: 'refusal', text: expect.stringContaining('so it was not run again') as string },
  ]);
  expect(names()).toEqual(['send 0', `${VERIFY_ACTIVITY} 1`]);
});

test('calls of a `once` tool are for workers that claim them; those of an offer from before are not', async () => {
  await run([use(0, 'send')], fresh());
  await run([use(0, 'send')], { ...fresh(), offers: [offer('send', 'once')] });
  expect(scheduled.map((_, at) => callOf(at))).toMatchObject([{ v: 2 }, { v: 1 }]);
});
