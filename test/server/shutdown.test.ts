import { openLab, type Lab } from './lab';

describe('an orderly shutdown of a worker', () => {
  let lab: Lab;
  beforeAll(async () => (lab = await openLab({ withWorker: false })), 60_000);
  afterAll(() => lab.close());

  test.each([
    ['a call of Claude', { text: 'Done.' }, [{ text: 'Done.', fault: 'hang' as const }]],
    ['a tool', { text: 'Done.' }, [{ toolUses: [{ name: 'wait', input: { ms: 1_500 } }] }]],
  ])(
    'in the middle of %s hands it to the next worker, and the run ends as if nothing had happened',
    async (_, last, first) => {
      const before = lab.simulator.requests.length;
      const worker = await lab.addWorker({ shutdownGraceTime: 0 });
      const running = lab.run('work', { prompt: 'Work.' }, [...first, ...('fault' in first[0]! ? [] : [last])]);
      running.catch(() => undefined);
      await until(() => lab.simulator.requests.length > before);
      if (!('fault' in first[0]!)) await underWay('wait');
      await worker.stop();
      const next = await lab.addWorker();
      expect((await running).result).toMatchObject({ kind: 'answer', output: 'Done.' });
      await next.stop();
    },
    60_000,
  );

  async function underWay(activity: string): Promise<void> {
    const { temporal } = lab.client;
    await until(async () => {
      for await (const { workflowId } of temporal.workflow.list({ query: 'ExecutionStatus="Running"' })) {
        const { raw } = await temporal.workflow.getHandle(workflowId).describe();
        if (
          raw.pendingActivities?.some(
            ({ activityType, state }) => activityType?.name === activity && Number(state) === 2,
          )
        )
          return true;
      }
      return false;
    });
  }
});

/** Polls, since neither the simulator nor the server tells when. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}
