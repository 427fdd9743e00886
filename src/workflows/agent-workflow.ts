/**
 * An agent as a workflow of its own: startable by its name without anything else being written, and able to live for
 * months, since it goes on in a new run before its history gets long.
 */
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import {
  ActivityCancellationType,
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  scheduleActivity,
  workflowInfo,
} from '@temporalio/workflow';
import { formatActivityId } from '../common/activity-id';
import { FAILURE } from '../common/failure-type';
import { CARRY_ACTIVITY, type Carried, type CarriedPart, type CarryInput, type CarryResult } from '../common/carry';
import { formatOfDelta } from '../common/wire';
import type { Agent } from './agent';
import { runLoop } from './agent-loop';
import type { Ask } from './ask';
import { compensated } from './compensation';
import type { Outcome } from './outcome';
import { carriedProgress, carry, type Progress } from './progress';
import { beginning, historyEnd, stepsOf, type AgentSteps } from './run-agent';
import { runTaint } from './run-state';

/** Temporal suggests a new run at 4 MiB or 4,096 events; a turn of many calls must still fit. What was carried does not count. */
const MAX_GROWTH_BYTES = 3_000_000;
const MAX_EVENTS = 3_000;

/** Reading megabytes of history takes seconds at most. */
const CARRY_TIMEOUT = '2 minutes';

type CarryResults = [CarryResult, ...CarryResult[]];

/** A workflow that runs one agent. Export it under the name by which it is to be started. */
export function agentWorkflow<Output>(agent: Agent<Output>): (ask: Ask) => Promise<Outcome<Output>> {
  return (ask: Ask, carried?: Carried, ..._parts: CarriedPart[]) => run(agent, ask, carried);
}

async function run<Output>(agent: Agent<Output>, ask: Ask, carried: Carried | undefined): Promise<Outcome<Output>> {
  const sizeAtStart = workflowInfo().historySize;
  const turnsAtStart = carried?.turns ?? 0;
  let mayUpgrade = true;
  const goesOn = (): boolean => isLong(sizeAtStart) || (mayUpgrade && isBehind());
  const boundary = (progress: Progress) => (goesOn() && progress.turns > turnsAtStart ? 'carry' : historyEnd());
  const progress = carried ? carriedProgress(carried, runTaint) : beginning(ask);
  const steps = stepsOf(agent, ask, progress, boundary);
  const place = { agent, label: steps.label };
  const parts = await compensated<Output, CarryResults>(ask, progress, place, async () => {
    for (;;) {
      const outcome = await runLoop(agent, steps.purse, progress, steps);
      if (outcome !== 'carry') return outcome;
      const carriedOn = await carryParts(agent, progress, steps);
      if (carriedOn) return carriedOn;
      if (isLong(sizeAtStart)) return runLoopToEnd(agent, progress, steps);
      mayUpgrade = false; // what is too large to carry goes on with the build that it has
    }
  }).catch(steps.story.fails);
  if ('kind' in parts) {
    steps.story.ends(parts.kind);
    return parts;
  }
  await condition(allHandlersFinished);
  const { prompt: _, data: __, ...rest } = ask; // both stand in the carried messages already
  return onNewestBuild(
    { prompt: '', ...rest, ...steps.purse.own.limits }, // as they were raised
    carry(agent.name, progress, parts[0]),
    ...parts.map(({ v, messages }): CarriedPart => ({ v, messages })),
  );
}

/** A run that is pinned to a build of its worker would otherwise hold all runs after it there. */
function onNewestBuild(...args: unknown[]): Promise<never> {
  return makeContinueAsNewFunc({ initialVersioningBehavior: 'AUTO_UPGRADE' })(...args);
}

/** A transcript too large to carry: the outcome says so. */
async function runLoopToEnd<Output>(
  agent: Agent<Output>,
  progress: Progress,
  steps: AgentSteps,
): Promise<Outcome<Output>> {
  const outcome = await runLoop(agent, steps.purse, progress, { ...steps, boundary: () => 'contextFull' });
  if (outcome === 'carry') throw new TypeError('The boundary above does not say so.');
  return outcome;
}

function isLong(sizeAtStart: number): boolean {
  const { historySize, historyLength } = workflowInfo();
  return historySize - sizeAtStart > MAX_GROWTH_BYTES || historyLength > MAX_EVENTS;
}

/** New runs start on another build of the worker than the one that this run is pinned to. */
function isBehind(): boolean {
  return workflowInfo().targetWorkerDeploymentVersionChanged;
}

/** The transcript out of this run's history, or undefined where it is too large for the next run's start. */
async function carryParts(
  agent: Agent<unknown>,
  progress: Progress,
  steps: { agentNumber: number },
): Promise<CarryResults | undefined> {
  const { parent, segment, delta } = progress;
  if (parent === null || segment === null) return undefined;
  const results: CarryResult[] = [];
  try {
    for (let part = 0; part < (results[0]?.parts ?? 1); part++) {
      const id = {
        kind: 'carry',
        agent: agent.name,
        agentNumber: steps.agentNumber,
        turn: progress.turns,
        part,
      } as const;
      const input: CarryInput = { v: formatOfDelta(delta), parent, segment, delta, part };
      results.push(
        await scheduleActivity<CarryResult>(CARRY_ACTIVITY, [input], {
          activityId: formatActivityId(id),
          summary: `${agent.name} · the transcript goes on in a new run`,
          startToCloseTimeout: CARRY_TIMEOUT,
          heartbeatTimeout: agent.heartbeatTimeoutMs,
          ...(agent.claudeTaskQueue !== undefined && { taskQueue: agent.claudeTaskQueue }),
          cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        }),
      );
    }
    const [first, ...others] = results;
    return first && [first, ...others];
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    if (cause instanceof ApplicationFailure && cause.type === FAILURE.transcriptTooLarge) return undefined;
    throw error;
  }
}
