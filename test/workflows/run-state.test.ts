/** What one run counts. Each test loads the module anew, as Temporal gives every run its own. */
import type * as RunState from '../../src/workflows/run-state';
import type { ToldStep } from '../../src/workflows/live-page';
import type * as StepSummaries from '../../src/workflows/step-summaries';

let state: typeof RunState;
let summaries: typeof StepSummaries;

const told: string[] = [];

beforeEach(() =>
  jest.isolateModules(() => {
    told.length = 0;
    jest.doMock('../../src/workflows/story', () => ({
      stepBegins: (step: ToldStep, stage: string) => {
        told.push(`${step.label} ${step.decidedBy} ${step.what} of ${stage} runs`);
        return (end: string) => told.push(`${step.label} ${end}`);
      },
    }));
    state = jest.requireActual<typeof RunState>('../../src/workflows/run-state');
    summaries = jest.requireActual<typeof StepSummaries>('../../src/workflows/step-summaries');
  }),
);

test('agents are numbered by name, from 1', () => {
  expect(['resolver', 'judge', 'resolver', 'constructor', 'resolver'].map(state.nextAgentNumber)).toEqual([
    1, 1, 2, 1, 3,
  ]);
});

test('steps are numbered, and say how many there are where the pipeline has said so', () => {
  expect(state.nextStepLabel()).toBe('1');
  state.declareSteps(3);
  expect([state.nextStepLabel(), state.nextStepLabel(), state.nextStepLabel()]).toEqual(['2/3', '3/3', '4']);
});

test('fifteen tools run at once, and no more', async () => {
  let now = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
  };
  await Promise.all(Array.from({ length: 40 }, () => state.toolSlots.run(work)));
  expect(most).toBe(15);
});

describe('the interceptor of static steps', () => {
  type Intercepted = { readonly options: { readonly summary?: string } };

  async function intercept(summary?: string, activityId?: string): Promise<string | undefined> {
    const [outbound] = summaries.interceptors().outbound ?? [];
    const input = {
      activityType: 'loadTicket',
      options: { ...(summary !== undefined && { summary }), ...(activityId !== undefined && { activityId }) },
      headers: {},
      args: [],
      seq: 1,
    };
    const next = (passed: Intercepted): Promise<unknown> => Promise.resolve(passed.options.summary);
    return (await outbound!.scheduleActivity!(input, next)) as string; // what the interceptor reads and writes
  }

  test('labels activities with their number and that code decided', async () => {
    state.declareSteps(2);
    expect(await intercept()).toBe('1/2 loadTicket · code');
    expect(await intercept()).toBe('2/2 loadTicket · code');
  });

  test('tells the story of each step', async () => {
    state.declareSteps(2);
    await intercept();
    await intercept('2/2 resolver t1 · Claude · 1 message', 'resolver.1/t1/claude.0');
    await new Promise((resolve) => setImmediate(resolve));
    expect(told.sort()).toEqual([
      '1/2 loadTicket code loadTicket of loadTicket runs',
      '1/2 loadTicket done',
      '2/2 resolver t1 Claude reply of resolver runs',
      '2/2 resolver t1 done',
    ]);
  });

  test('leaves an activity its own summary, and counts it as no step', async () => {
    expect(await intercept('resolver t1 · Claude · 1 message')).toBe('resolver t1 · Claude · 1 message');
    expect(await intercept()).toBe('1 loadTicket · code');
  });
});
