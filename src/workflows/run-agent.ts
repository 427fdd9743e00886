/** The two ways in which a pipeline asks Claude: `runAgent`, a loop with tools, and `askClaude`, one call without. */
import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { CancellationScope, defineSignal, patched, setHandler, workflowInfo } from '@temporalio/workflow';
import { formatActivityId, formatAgent, type CallId } from '../common/activity-id';
import { CARRIED } from '../common/carry';
import { FAILURE } from '../common/failure-type';
import { openingOf } from '../common/first-message';
import { CLAIM_SIGNAL, type OnceClaim } from '../common/once';
import { NO_COST, type CallInput } from '../common/wire';
import type { Agent } from './agent';
import { runLoop, type Called, type CallRequest, type Steps } from './agent-loop';
import { takeApprovals } from './approval-update';
import { firstParts, invalid, type Ask } from './ask';
import { failureIn } from './call-cost';
import { scheduleCall } from './claude-call';
import { compensated } from './compensation';
import { underClock } from './deadline';
import type { Outcome } from './outcome';
import { hasEndedParked, takeParkedCalls } from './parked-calls';
import { park, takeResume } from './parking';
import { freshProgress, type Progress } from './progress';
import { pauseUntilRaised, takeRaises } from './raising';
import { openBudget, type AgentBudget } from './run-budget';
import { nextAgentNumber, nextStepLabel, runTaint } from './run-state';
import { agentBegins, type AgentStory } from './story';
import { readStrangers } from './taint';
import { runTools } from './tool-calls';

/** At about 7 KB and a dozen events a turn, far below the server's limits; more turns belong into an `agentWorkflow`. */
export const MAX_INLINE_TURNS = 300;

/** The server ends a run at 50 MB or 51,200 events, which no code can catch; the agent ends well before. */
const MAX_HISTORY_BYTES = 30_000_000;
const MAX_HISTORY_EVENTS = 35_000;

/**
 * Lets Claude work on a task with the agent's tools until it answers or a limit ends it. Throws on cancellation, on an
 * ask that can't work (`InvalidAgent`), and when Claude or the transcript can't be reached for good.
 */
export async function runAgent<Output>(agent: Agent<Output>, ask: Ask): Promise<Outcome<Output>> {
  const { maxTurns = agent.maxTurns } = ask;
  if (maxTurns > MAX_INLINE_TURNS) {
    throw invalid(
      `Agent \`${agent.name}\` has maxTurns \`${maxTurns}\`, and inside a workflow at most ${MAX_INLINE_TURNS} fit. Make it an \`agentWorkflow\`.`,
    );
  }
  const progress = beginning(ask);
  const steps = stepsOf(agent, ask, progress, historyEnd);
  try {
    if (steps.purse.run) await Promise.resolve(); // agents that start together share from the first call on
    const outcome = await compensated<Output, never>(ask, progress, { agent, label: steps.label }, async () => {
      const ended = await runLoop(agent, steps.purse, progress, steps);
      if (ended === 'carry') throw new TypeError('An inline agent does not continue as new.');
      return ended;
    });
    steps.story.ends(outcome.kind);
    return outcome;
  } catch (error) {
    return steps.story.fails(error);
  } finally {
    steps.close();
  }
}

/** The start of a conversation. What strangers wrote is part of the run from here on. */
export function beginning(ask: Ask): Progress {
  const progress = freshProgress(firstParts(ask), runTaint);
  for (const { source } of ask.data ?? []) readStrangers(runTaint, source);
  return progress;
}

/** Asks Claude once, without tools: the same validation, the same outcomes. */
export async function askClaude<Output>(agent: Agent<Output, false>, ask: Ask): Promise<Outcome<Output>> {
  return runAgent(agent, ask);
}

/** Where the server's limits come near, the conversation ends with what there is. */
export function historyEnd(): 'contextFull' | undefined {
  const { historySize, historyLength } = workflowInfo();
  return historySize > MAX_HISTORY_BYTES || historyLength > MAX_HISTORY_EVENTS ? 'contextFull' : undefined;
}

/** A call that waits is tried again with one attempt: an outage of hours shall not cost ten requests a time. */
const ATTEMPTS_AFTER_A_WAIT = 1;

/** Histories from before calls could wait end with the failure. */
const WAITS = 'a-call-without-answer-waits';

/** Read in history by the activity that sent it; the run itself has nothing to do. */
const claimOnce = defineSignal<[OnceClaim]>(CLAIM_SIGNAL);

/** The loop's steps as activities of this run, and what they are paid from. Close them when the loop has ended. */
export interface AgentSteps extends Steps, Pick<AgentBudget, 'purse' | 'gauges' | 'close'> {
  readonly agentNumber: number;
  /** `3/4 resolver` */
  readonly label: string;
  readonly story: AgentStory;
}

/** Makes them, as the next agent of its name in this run. */
export function stepsOf(
  agent: Agent<unknown>,
  { maxTurns = agent.maxTurns, ...ask }: Ask,
  progress: Progress,
  boundary: Steps['boundary'],
): AgentSteps {
  const agentNumber = nextAgentNumber(agent.name);
  const name = formatAgent({ agent: agent.name, agentNumber });
  const label = `${nextStepLabel()} ${agent.name}`;
  takeResume();
  takeApprovals();
  takeRaises();
  takeParkedCalls();
  setHandler(claimOnce, () => undefined, {
    description: 'Written by tools that must not run twice, before they start.',
  });
  const { purse, deadlines, gauges, close } = openBudget(name, { maxTurns, ...ask }, progress);
  const story = agentBegins(agent.name, () => gauges().own, progress.costNanoUsd);
  const place = (turn: number) => ({ agent: agent.name, agentNumber, turn });
  return {
    ...{ agentNumber, label, story, boundary, purse, gauges, close },
    call: (request, now) => {
      const id = { kind: 'call', ...place(request.turn), scheduling: request.scheduling } as const;
      const work = () => call(agent, id, request, now, { label, gauges, story });
      if (deadlines.length === 0 || request.closing === 'now') return work();
      return underClock<Called>(deadlines, work, (error) => ({
        timeUp: hasEndedParked(formatActivityId(id)) ? NO_COST : failureIn(error),
      }));
    },
    wait: async (failure, { turn, waited }, now) => {
      const key = `${name}/t${turn}`;
      const work = () => park({ key, label: `${label} t${turn}`, waited }, failure);
      const model = await (deadlines.length === 0 ? work() : underClock(deadlines, work, () => undefined));
      if (model !== undefined) Object.assign(now, { model, segment: null }); // thoughts and offer of the other end here
    },
    tools: (reply, now) => runTools(reply, now, { agent, id: place(now.turns), label, deadlines }),
    pause: (hit, { turns }) => pauseUntilRaised(hit, `${label} t${turns + 1}`),
  };
}

function limitsIn({ own, run }: ReturnType<AgentSteps['gauges']>): NonNullable<CallInput['limits']> {
  return { own: own.limits, ...(run && { run: run.limits }) };
}

async function call(
  agent: Agent<unknown>,
  id: CallId,
  request: CallRequest,
  progress: Progress,
  { label, gauges, story }: Pick<AgentSteps, 'label' | 'gauges' | 'story'>,
): Promise<Called> {
  const { parent, segment, delta } = progress;
  const { maxTokens, allowanceNanoUsd, allowanceTokens, closing, waited } = request;
  const input = {
    ...{ parent, segment, delta, maxTokens, allowanceNanoUsd },
    ...(allowanceTokens !== undefined && { allowanceTokens }),
    ...(closing && { closing }),
    ...(segment === null && { opening: openingOf(agent, progress.model) }),
    ...((parent === null || parent === CARRIED) && { limits: limitsIn(gauges()) }),
    ...(waited > 0 && { attempts: ATTEMPTS_AFTER_A_WAIT }),
  };
  const activityId = formatActivityId(id);
  try {
    const reply = await scheduleCall(agent, id, input, label, 2 * progress.turns - 1);
    story.replied(reply);
    return { id: activityId, reply };
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    const failure = failureIn(error);
    if (!failure || !(cause instanceof ApplicationFailure)) throw error;
    if (cause.type === FAILURE.overBudget) return { overBudget: failure };
    if (cause.type === FAILURE.requestTooLarge) return { tooLarge: failure };
    if (cause.type === FAILURE.disabled) {
      // A try in the moment of its cancellation: it was waiting all the same, and nobody refused it.
      const isEnded = CancellationScope.current().consideredCancelled && hasEndedParked(activityId);
      if (isEnded) throw new CancelledFailure('The call was cancelled while it waited.');
      return { stopped: failure };
    }
    if (failure.waitsFor && patched(WAITS)) return { unanswered: failure };
    throw error;
  }
}
