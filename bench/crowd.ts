/** Many runs of one contestant at the same time, half of them taken over by a worker that knows none of them. */
import type { Client } from '../src/client';
import { Semaphore } from '../src/common/semaphore';
import type { Contestant } from './contestants';
import type { Job } from './job';
import { usageOf } from './usage';

/** Requests of ours to the server at the same time: a person's tools are no faster. */
const REQUESTS_AT_ONCE = 50;

const SAMPLE_MS = 250;

/** A crowd that waits for people. */
export interface Crowd {
  readonly jobs: readonly Job[];
  /** Answers each of these runs and waits until all have ended; seconds. */
  wake(jobs: readonly Job[]): Promise<number>;
}

/** Starts runs that wait for a person after their first turn, and returns when all of them wait. */
export async function gather(client: Client, name: 'ours' | 'bare', jobs: readonly Job[]): Promise<Crowd> {
  const start = ({ run, ...job }: Job): Promise<unknown> =>
    client.temporal.workflow.start(`${name}Asking`, {
      ...{ workflowId: run, taskQueue: name, args: [{ run, ...job }] },
    });
  await each(jobs, start);
  const answer = name === 'ours' ? approve : signal;
  return {
    jobs,
    async wake(some) {
      const startedAt = performance.now();
      await each(some, async ({ run }) => {
        await answer(client, run);
        await client.temporal.workflow.getHandle(run).result();
      });
      return (performance.now() - startedAt) / 1_000;
    },
  };
}

/** Does whole jobs side by side; turns a second. */
export async function together(client: Client, contestant: Contestant, jobs: readonly Job[]): Promise<number> {
  const startedAt = performance.now();
  await Promise.all(jobs.map((job) => contestant.run(client.temporal, job)));
  const turns = jobs.reduce((sum, { steps }) => sum + steps + 1, 0);
  return turns / ((performance.now() - startedAt) / 1_000);
}

/** The most memory that a process has while something goes on; MB. */
export async function peakDuring(pid: number, work: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  const look = async (): Promise<void> => void (peak = Math.max(peak, (await usageOf(pid)).bytes));
  const timer = setInterval(() => void look(), SAMPLE_MS);
  try {
    await work();
    await look();
  } finally {
    clearInterval(timer);
  }
  return peak / 1_000_000;
}

async function each(jobs: readonly Job[], work: (job: Job) => Promise<unknown>): Promise<void> {
  const gate = new Semaphore(REQUESTS_AT_ONCE);
  await Promise.all(jobs.map((job) => gate.run(() => work(job))));
}

async function approve(client: Client, id: string): Promise<void> {
  const run = await client.run(id);
  for (;;) {
    const [question] = await run.approvals();
    if (question) {
      const { approvalId, argsHash } = question;
      return void (await run.resolveApproval({ approvalId, argsHash, decision: 'approve', approver: 'bench' }));
    }
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
}

async function signal(client: Client, id: string): Promise<void> {
  await client.temporal.workflow.getHandle(id).signal('go');
}
