/**
 * Answers one customer complaint: three steps of code around one that Claude decides. Spam and legal threats never
 * reach the agent, and whatever ends without an answer goes to a manager.
 */
import { proxyActivities } from '@temporalio/workflow';
import { askClaude, declareSteps, runAgent, unhandled, usd, type Outcome } from 'dynamic-workflows/workflows';
import type * as activities from './activities';
import { AGENT_BUDGET, classifier, resolverOf } from './agents';
import type { Resolution } from './resolutions';
import type { Ticket } from './tickets';

// These take milliseconds and have no heartbeat: a worker lost in one of them is noticed after this long.
const { loadTicket, recordResolution } = proxyActivities<typeof activities>({ startToCloseTimeout: '5s' });

/** One complaint; `customerId` if the customer was logged in, else the text has to say who writes. */
export interface ComplaintInput {
  ticketId: string;
  complaint: string;
  customerId?: string;
}

/** What became of it. Refunds are what the payments say, not what Claude says. */
export interface ComplaintResult extends Resolution {
  ticketId: string;
}

/** The pipeline: load, classify, resolve, record. */
export async function complaint(input: ComplaintInput): Promise<ComplaintResult> {
  declareSteps(4);

  // 1. Load (code)
  const ticket = await loadTicket(input);

  // 2. Classify (Claude, one call)
  const triage = await askClaude(classifier, {
    prompt: 'Which label fits this message?',
    data: [{ source: 'ticket', text: ticket.complaint }],
    budget: usd(0.05),
  });
  const label = triage.kind === 'answer' ? triage.output.label : 'unclassified';
  if (label !== 'ordinary') return close(ticket, label, withoutAgent(label));

  // 3. Resolve (Claude decides: look up, refund, escalate, reply); without an answer its drafts are withdrawn
  const outcome = await runAgent(resolverOf(ticket.id), {
    prompt: `Resolve the complaint of ticket \`${ticket.id}\`. The customer is ${ticket.customerId ?? 'unknown'}.`,
    data: [{ source: 'ticket', text: ticket.complaint }],
    budget: AGENT_BUDGET,
    onFailure: 'compensate',
  });

  // 4. Record (code)
  return close(ticket, label, afterAgent(outcome));
}

type Answer = { reply: string; refundedCents: number; escalated: boolean; reason: string };

type Ending = Pick<Resolution, 'resolvedBy' | 'reason' | 'reply'> & {
  claimed?: { refundedCents: number; escalated: boolean };
  escalateBecause?: string;
};

async function close(ticket: Ticket, label: string, ending: Ending): Promise<ComplaintResult> {
  const resolution = await recordResolution({ ticketId: ticket.id, label, ...ending });
  return { ticketId: ticket.id, ...resolution };
}

function withoutAgent(label: 'spam' | 'legal_threat' | 'unclassified'): Ending {
  if (label === 'spam') return { resolvedBy: 'code', reason: 'Spam is not answered.', reply: '' };
  const because =
    label === 'legal_threat' ? 'Legal threats are for a manager.' : 'The message could not be classified.';
  return { resolvedBy: 'code', reason: because, reply: '', escalateBecause: because };
}

function afterAgent(outcome: Outcome<Answer>): Ending {
  switch (outcome.kind) {
    case 'answer': {
      const { reply, reason, ...claimed } = outcome.output;
      return { resolvedBy: 'claude', reason, reply, claimed };
    }
    case 'refused':
    case 'invalid':
    case 'cut':
    case 'contextFull':
    case 'turnLimit':
    case 'stopped':
    case 'budget': {
      const because = `The agent ended without an answer: ${outcome.kind}.`;
      return { resolvedBy: 'code', reason: because, reply: '', escalateBecause: because };
    }
    default:
      return unhandled(outcome);
  }
}
