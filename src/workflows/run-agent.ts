/** The two ways in which a pipeline asks Claude: `runAgent`, a loop with tools, and `askClaude`, one call without. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { defineSignal, patched, setHandler, workflowInfo } from '@temporalio/workflow';
import { formatActivityId, type CallId } from '../common/activity-id';
import { FAILURE } from '../common/failure-type';
import { CLAIM_SIGNAL, type OnceClaim } from '../common/once';
import { NO_COST, type CallFailure } from '../common/wire';
import type { Agent } from './agent';
import { runLoop, type Called, type CallRequest, type Steps } from './agent-loop';
import { takeApprovals } from './approval-update';
import { firstParts, invalid, type Ask } from './ask';
import { openingOf, scheduleCall } from './claude-call';
import type { Outcome } from './outcome';
import { park, takeResume } from './parking';
import { freshProgress, type Progress } from './progress';
import { nextAgentNumber, nextStepLabel } from './run-state';
import { agentBegins, claudeReplied } from './story';
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
  if (agent.maxTurns > MAX_INLINE_TURNS) {
    throw invalid(
      `Agent \`${agent.name}\` has maxTurns \`${agent.maxTurns}\`, and inside a workflow at most ${MAX_INLINE_TURNS} fit. Make it an \`agentWorkflow\`.`,
    );
  }
  const progress = freshProgress(firstParts(ask));
  const ends = agentBegins(agent.name, ask.budget);
  const outcome = await runLoop(agent, ask, progress, stepsOf(agent, historyEnd));
  if (outcome === 'carry') throw new TypeError('An inline agent does not continue as new.');
  ends(outcome.kind);
  return outcome;
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

/** The loop's steps as activities of this run. */
export function stepsOf(agent: Agent<unknown>, boundary: Steps['boundary']): Steps & { readonly agentNumber: number } {
  const agentNumber = nextAgentNumber(agent.name);
  const label = `${nextStepLabel()} ${agent.name}`;
  takeResume();
  takeApprovals();
  setHandler(claimOnce, () => undefined, {
    description: 'Written by tools that must not run twice, before they start.',
  });
  const place = (turn: number) => ({ agent: agent.name, agentNumber, turn });
  return {
    agentNumber,
    boundary,
    call: (request, progress) =>
      call(agent, { kind: 'call', ...place(request.turn), scheduling: request.scheduling }, request, progress, label),
    wait: async (failure, { turn, waited }, progress) => {
      const key = `${agent.name}.${agentNumber}/t${turn}`;
      const model = await park({ key, label: `${label} t${turn}`, waited }, failure);
      if (model !== undefined) Object.assign(progress, { model, segment: null }); // thoughts and offer of the other end here
    },
    tools: (reply, progress) => runTools(reply, progress, { agent, id: place(progress.turns), label }),
  };
}

async function call(
  agent: Agent<unknown>,
  id: CallId,
  request: CallRequest,
  progress: Progress,
  label: string,
): Promise<Called> {
  const { parent, segment, delta } = progress;
  const { maxTokens, allowanceNanoUsd, waited } = request;
  const input = {
    parent,
    segment,
    delta,
    maxTokens,
    allowanceNanoUsd,
    ...(segment === null && { opening: openingOf(agent, progress.model) }),
    ...(waited > 0 && { attempts: ATTEMPTS_AFTER_A_WAIT }),
  };
  try {
    const reply = await scheduleCall(agent, id, input, label, 2 * progress.turns - 1);
    claudeReplied(agent.name, reply);
    return { id: formatActivityId(id), reply };
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure)) throw error;
    const failure = { ...NO_COST, ...(cause.details?.[0] as Partial<CallFailure> | undefined) }; // wire seam
    if (cause.type === FAILURE.overBudget) return { overBudget: failure };
    if (cause.type === FAILURE.requestTooLarge) return { tooLarge: failure };
    if (failure.waitsFor && patched(WAITS)) return { unanswered: failure };
    throw error;
  }
}
