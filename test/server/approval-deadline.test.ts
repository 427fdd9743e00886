/** An answer in the moment in which the run's time is up: where it was taken, it counts. */
import { setTimeout as pause } from 'node:timers/promises';
import { use } from '../../src/testing';
import { asked, yes } from './approval-desk';
import { activitiesIn, historyOf } from './history';
import { openLab, type Lab } from './lab';

let lab: Lab;
beforeAll(async () => (lab = await openLab({ withWorker: false })), 60_000);
afterAll(() => lab.close());

/** The time is up while there is no worker, and the yes waits for one: the next one hears of both at once. */
test.each([
  ['a yes', {}],
  ['a yes that changes the arguments, and so has to be checked first,', { args: { cents: 10 } }],
])(
  '%s as the time is up: where it is taken the call runs, else nothing does',
  async (_what, more) => {
    const first = await lab.addWorker();
    const run = await lab.start('payOut', { prompt: 'Go.', maxWallMs: 4_000 }, [use('pay', { cents: 6_000 })]);
    const [question] = await asked(run);
    await first.stop();
    const answering = run.resolveApproval(yes(question!, more)).then(
      () => 'taken',
      () => 'refused',
    );
    const events = (): ReturnType<typeof historyOf> => historyOf(lab, run.id);
    while (!(await events()).some(({ timerFiredEventAttributes }) => timerFiredEventAttributes)) await pause(100);
    const second = await lab.addWorker();
    const [answer, outcome] = await Promise.all([answering, run.result()]);
    const ran = activitiesIn(await events()).filter(({ name }) => name === 'pay');
    expect({ answer, runs: ran.length }).toEqual({ answer, runs: answer === 'taken' ? 1 : 0 });
    expect(outcome).toMatchObject({ kind: 'budget', limit: 'time' });
    await second.stop();
  },
  90_000,
);
