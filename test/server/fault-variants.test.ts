/**
 * The fault kit must be able to fail: variants of the real code, broken in at most five lines each, are put under the fault
 * that shows it, and the check that the table names catches each.
 */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Semaphore } from '../../src/common/semaphore';
import { CALL_ACTIVITY } from '../../src/common/wire';
import { usd } from '../../src/workflows';
import { violationsOf, type CheckName } from '../../src/testing/faults/checks';
import type { Fault, FaultKind, Spot } from '../../src/testing/faults/fault';
import { openProject } from '../../src/testing/faults/project';
import type { Seen } from '../../src/testing/faults/seen';
import { Stage } from '../../src/testing/faults/stage';
import { brokenBuild, type Edit } from './fixtures/broken-build';
import { faultSubject } from './fixtures/fault-subject';

type Strike = readonly [kind: FaultKind, moment: Spot['moment'], activity: string];

/** One broken variant. */
interface Variant {
  readonly edits: readonly Edit[];
  readonly workflow?: string;
  readonly strikes?: readonly Strike[];
  readonly caughtBy: CheckName;
}

const ACTIVITIES = 'src/activities';
const FIXTURES = 'test/server/fixtures';
const TAKEN = `if (claimed?.kind === 'taken')
                throw outcomeUnknown(tool, claimed.by);`;
const CANCELLED = `if ((0, workflow_1.isCancellation)(error))
            throw error;`;
const FILES = 'return workflow_1.CancellationScope';

const VARIANTS: Readonly<Record<string, Variant>> = {
  'an effect that is declared a read': {
    edits: [[`${FIXTURES}/fault-tools.js`, "effect: 'once',\n    verify: 'cannot',", "effect: 'read',"]],
    strikes: [['kill', 'after', 'send']],
    caughtBy: 'effects',
  },
  'a retry that loses a result': {
    edits: [
      [`${ACTIVITIES}/tool-activity.js`, '(returned, artifacts', "(attempts.counted > 1 ? '' : returned, artifacts"],
    ],
    strikes: [['tool:throw', 'run', 'pay']],
    caughtBy: 'transcript',
  },
  'a workflow that is not deterministic': {
    edits: [
      [
        `${FIXTURES}/fault-workflows.js`,
        FILES,
        `if (!workflow_1.workflowInfo().unsafe.isReplaying) await workflow_1.sleep(1);\n    ${FILES}`,
      ],
    ],
    caughtBy: 'replay',
  },
  'a cancellation that is swallowed': {
    edits: [[`${FIXTURES}/fault-workflows.js`, CANCELLED, '']],
    strikes: [['cancel', 'during', 'pay']],
    caughtBy: 'ended',
  },
  'a budget that is checked too late': {
    edits: [[`${ACTIVITIES}/admission.js`, 'if (all.nanoUsd <= (', 'if (unaccounted.nanoUsd <= (']],
    workflow: 'spender',
    caughtBy: 'budget',
  },
  'a reader that goes past its own event': {
    edits: [
      [`${ACTIVITIES}/history-reader.js`, 'recording.apply(events, own)', 'recording.apply(events, numberOf(last))'],
    ],
    workflow: 'looker',
    strikes: [['refusedUpdate', 'before', CALL_ACTIVITY]],
    caughtBy: 'ended',
  },
  'a `once` tool without its guard': {
    edits: [[`${ACTIVITIES}/tool-activity.js`, TAKEN, '']],
    strikes: [['kill', 'after', 'send']],
    caughtBy: 'once',
  },
  'a `verify` that does not fence': {
    edits: [[`${FIXTURES}/fault-tools.js`, '/fence`', '/peek`']],
    strikes: [['tool:late', 'run', 'book']],
    caughtBy: 'effects',
  },
};

/** What no run may cost. */
const BUDGETS: Readonly<Record<string, ReturnType<typeof usd>>> = {
  desk: usd(0.1),
  looker: usd(0.05),
  spender: usd(0.004),
};

/** Runs at once: each has workers that take a core while they start. */
const AT_ONCE = 4;

const slots = new Semaphore(AT_ONCE);
const folders: string[] = [];
const calm: Record<string, Seen> = {};
let stage: Stage;

/** One run of a workflow on a broken build. */
async function tried({ edits, workflow = 'desk', strikes = [] }: Omit<Variant, 'caughtBy'>): Promise<Seen> {
  const root = brokenBuild(edits);
  folders.push(root);
  const worker = join(root, 'lib', FIXTURES, 'fault-worker.js');
  const changesWorkflow = edits.some(([file]) => file.endsWith('workflows.js'));
  const project = changesWorkflow ? await openProject(worker, {}, root) : stage.project;
  const lane = await stage.lane({ build: { worker, root, codePath: project.codePath } });
  const faults = strikes.map((strike) => faultOf(strike, calm[workflow]));
  const seen = await stage.run(lane, faults, workflow);
  await lane.close();
  const replayError = (await project.replay(new Map([[seen.workflowId, seen.history]]))).get(seen.workflowId);
  if (changesWorkflow) await project.close();
  return { ...seen, ...(replayError !== undefined && { replayError }) };
}

/** What the checks say of a run, perhaps without one of them. */
function problemsOf(seen: Seen, workflow: string, without: readonly CheckName[] = []): readonly string[] {
  const subject = { ...stage.subject, budget: BUDGETS[workflow] ?? usd(0) };
  return violationsOf(seen, calm[workflow] ?? seen, subject, without);
}

function faultOf([kind, moment, activity]: Strike, from: Seen | undefined): Fault {
  const step = from?.heard.find((heard) => heard.activity === activity)?.step;
  if (step === undefined) throw new Error(`A calm run has no \`${activity}\`.`);
  return { kind, at: { step, moment } };
}

beforeAll(async () => {
  stage = await Stage.open('desk', faultSubject(resolve('lib', FIXTURES, 'fault-worker.js')));
  const lane = await stage.lane();
  for (const workflow of Object.keys(BUDGETS)) {
    calm[workflow] = await stage.run(lane, [], workflow);
    expect(problemsOf(calm[workflow], workflow)).toEqual([]);
  }
  expect(calm['spender']?.result).toBe('budget');
}, 300_000);
afterAll(async () => {
  await stage.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
}, 60_000);

test('each broken variant is caught, by the check that the table names and not without it', async () => {
  const entries = Object.entries(VARIANTS);
  const found = await Promise.all(
    entries.map(([name, variant]) =>
      slots.run(async () => {
        const seen = await tried(variant);
        const { workflow = 'desk', caughtBy } = variant;
        const names = (without: readonly CheckName[] = []) =>
          problemsOf(seen, workflow, without).map((problem) => problem.split(':')[0]);
        return { name, isCaught: names().includes(caughtBy), without: names([caughtBy]).includes(caughtBy) };
      }),
    ),
  );
  expect(found).toEqual(entries.map(([name]) => ({ name, isCaught: true, without: false })));
}, 600_000);

test('a shared cache without its mutex reads pages twice and gets nothing wrong: events are applied by number', async () => {
  const locked = 'await run.mutex.run(() => this.#readUpTo(run, client, info));';
  const seen = await tried({
    edits: [[`${ACTIVITIES}/history-reader.js`, locked, 'await this.#readUpTo(run, client, info);']],
    strikes: [['kill', 'during', CALL_ACTIVITY]],
  });
  expect(problemsOf(seen, 'desk')).toEqual([]);
}, 300_000);
