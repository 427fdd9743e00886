/**
 * Answers that race: with each other, with the expiry of the question, with the replacement of the worker. Exactly one
 * counts, and what runs is what that one says. `npm run faults -- approvals` races 500 of each kind.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ApprovalAnswer, OpenApproval, Run } from '../../src/client';
import { say, use, type WorkerProcess } from '../../src/testing';
import { asked, GO, yes } from './approval-desk';
import { historyOf } from './history';
import { openLab, startLabWorker, type Lab } from './lab';

const RACES = Number(process.env['APPROVAL_RACES'] ?? 10);
const SEED = Number(process.env['APPROVAL_SEED'] ?? Math.floor(Math.random() * 1e9));

/** Races at the same time: enough to press the server, few enough for two cores. */
const AT_ONCE = 10;
const CENTS = 6_000;
const LONG_MS = 60_000 + RACES * 5_000;

let lab: Lab;
let worker: WorkerProcess;
const tally: Record<string, Record<string, number>> = {};
const random = generator(SEED);

beforeAll(async () => {
  lab = await openLab({ withWorker: false });
  worker = await startLabWorker(lab);
  lab.simulator.setScript(({ body }) => (body.messages.length > 1 ? say('Done.') : use('pay', { cents: CENTS })));
}, 60_000);
afterAll(async () => {
  console.log(
    `Seed ${SEED}, ${RACES} races each: ${JSON.stringify(tally)}\nAgain: APPROVAL_SEED=${SEED} APPROVAL_RACES=${RACES} npx jest test/server/approval-races`,
  );
  await worker.kill();
  await lab.close();
});

test(
  'two approvals: one counts, and its arguments run',
  () =>
    race('double', 'payOut', async (run, question) => {
      const edits = [1, 2].map((cents) => (random() < 0.5 ? { args: { cents } } : {}));
      return answers(run, [yes(question, edits[0]), yes(question, { approver: 'head', ...edits[1] })]);
    }),
  LONG_MS,
);

test(
  'an approval and a refusal: one counts',
  () =>
    race('approve against deny', 'payOut', async (run, question) => {
      const both = [yes(question), yes(question, { approver: 'head', decision: 'deny' })];
      return answers(run, random() < 0.5 ? both : both.reverse());
    }),
  LONG_MS,
);

test(
  'an approval at the moment of expiry: it counts, or the question has expired',
  () =>
    race('at expiry', 'paySoon', async (run, question) => {
      const wait = Date.parse(question.expiresAt) - Date.now() - 50 + random() * 500; // timers fire late
      await pause(Math.max(0, wait));
      return answers(run, [yes(question)]);
    }),
  LONG_MS,
);

test(
  'answers while the worker is killed and another takes over: one counts',
  () => {
    let strike = gate();
    const replace = async (): Promise<void> => {
      strike.open();
      strike = gate();
      await pause(random() * 400);
      await worker.kill();
      worker = await startLabWorker(lab);
    };
    const answering = async (run: Run, question: OpenApproval): Promise<readonly ApprovalAnswer[]> => {
      await strike.opened;
      await pause(random() * 800);
      return answers(run, [yes(question), yes(question, { approver: 'head', decision: 'deny' })]);
    };
    return race('worker replaced', 'payOut', answering, replace);
  },
  LONG_MS,
);

/** Runs the races of a kind, and holds each against what its history says. */
async function race(
  kind: string,
  workflow: string,
  answering: (run: Run, question: OpenApproval) => Promise<readonly ApprovalAnswer[]>,
  meanwhile = async (): Promise<void> => undefined,
): Promise<void> {
  const counts = (tally[kind] ??= {});
  for (let raced = 0; raced < RACES; raced += AT_ONCE) {
    const racing = Array.from({ length: Math.min(AT_ONCE, RACES - raced) }, async () => {
      const id = `${workflow}:${kind.replaceAll(' ', '-')}:${++started}`;
      const run = await lab.client.start(workflow, { id, taskQueue: lab.taskQueue, input: GO });
      const [question] = await asked(run);
      return { run, taken: question ? answering(run, question) : [] }; // on a busy machine it may expire unseen
    });
    const all = await Promise.all(racing);
    await meanwhile();
    for (const { run, taken } of all) {
      await run.result();
      const outcome = await outcomeOf(run, await taken);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  }
}
let started = 0;

function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open: () => open(), opened };
}

/** Sends all at once; returns those that were taken. */
async function answers(run: Run, all: readonly ApprovalAnswer[]): Promise<readonly ApprovalAnswer[]> {
  const sent = await Promise.allSettled(all.map((answer) => run.resolveApproval(answer)));
  return all.filter((_, at) => sent[at]?.status === 'fulfilled');
}

/** Throws where more than one answer counted, or where something else ran than the one that counted. */
async function outcomeOf(run: Run, taken: readonly ApprovalAnswer[]): Promise<string> {
  const events = await historyOf(lab, run.id);
  const successes = events.filter((event) => event.workflowExecutionUpdateCompletedEventAttributes?.outcome?.success);
  const paid = events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const data = scheduled?.activityType?.name === 'pay' ? scheduled.input?.payloads?.[0]?.data : undefined;
    return data ? [(JSON.parse(Buffer.from(data).toString()) as { cents: number }).cents] : [];
  });
  const completed = events.filter((event) =>
    Buffer.from(event.activityTaskCompletedEventAttributes?.result?.payloads?.[0]?.data ?? [])
      .toString()
      .includes('paid '),
  );
  const [answer] = taken;
  const expected = answer?.decision === 'approve' ? [(answer.args?.['cents'] as number | undefined) ?? CENTS] : [];
  expect({ id: run.id, taken: taken.length, successes: successes.length, paid, completed: completed.length }).toEqual({
    ...{ id: run.id, taken: answer ? 1 : 0, successes: answer ? 1 : 0, paid: expected, completed: expected.length },
  });
  return answer ? `${answer.decision} by ${answer.approver}` : 'expired';
}

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
