/**
 * The simulated agent's turns: look up, read the policy, act, draft, answer. Each turn is chosen from what the tools have
 * returned so far, refusals and failures included; nothing is asked for twice, so it always comes to an end.
 */
import type { Conversation, ToolResult } from './conversation';
import { judgeComplaint, type Judgement, type Records } from './judgement';
import { customerResult, ordersResult, policyResult } from './records';
import { reasonFor, replyFor, type Outcome } from './reply';
import { escalate, type PlannedRefund, type Verdict } from './verdict';

/** What to do next: call tools, or give the answer. */
export type Step = { calls: { name: string; input: object }[] } | { answer: Answer };

/** The resolver's output. */
export interface Answer {
  reply: string;
  refundedCents: number;
  escalated: boolean;
  reason: string;
}

/** The next step of a conversation about one ticket. */
export function nextStep(conversation: Conversation): Step {
  const { ticketId, results, complaint } = conversation;
  if (!resultOf(results, 'findOrders')) {
    return { calls: ['lookUpCustomer', 'findOrders'].map((name) => ({ name, input: { ticketId } })) };
  }
  if (!resultOf(results, 'readPolicy')) return { calls: [{ name: 'readPolicy', input: {} }] };

  const records = recordsIn(results);
  const judgement = judgeComplaint(complaint, records);
  const asked = refundsAsked(results);
  const open = refundsIn(judgement.verdicts).filter((refund) => !asked.some((done) => isSame(done, refund)));
  if (open.length > 0) {
    return { calls: open.map((refund) => ({ name: 'issueRefund', input: refundInput(ticketId, refund) })) };
  }

  const verdicts = withRefusals(judgement, asked);
  const reason = reasonFor(verdicts);
  const escalation = resultOf(results, 'escalateToManager');
  if (reason !== '' && !escalation) return { calls: [{ name: 'escalateToManager', input: { ticketId, reason } }] };

  const refunds = asked.filter(({ failed }) => !failed);
  const isEscalated = escalation?.failed === false;
  const reply = replyFor(outcomeOf(records, judgement, { verdicts, refunds, isEscalated }));
  if (!resultOf(results, 'draftReply')) return { calls: [{ name: 'draftReply', input: { ticketId, reply } }] };

  const refundedCents = refunds.reduce((sum, { cents }) => sum + cents, 0);
  return {
    answer: { reply, refundedCents, escalated: isEscalated, reason: reason || reasonOf(refundedCents, verdicts) },
  };
}

interface AskedRefund extends PlannedRefund {
  failed: boolean;
}

/** Without an account, orders or a policy to go by, the sender is treated as unknown: nothing is decided on guesses. */
function recordsIn(results: readonly ToolResult[]): Records | undefined {
  const customer = customerResult.safeParse(valueOf(results, 'lookUpCustomer'));
  const orders = ordersResult.safeParse(valueOf(results, 'findOrders'));
  const policy = policyResult.safeParse(valueOf(results, 'readPolicy'));
  if (!customer.success || !orders.success || !policy.success) return undefined;
  return { customer: customer.data, orders: orders.data, policy: policy.data };
}

/** Every refund asked for so far; what was paid is what the tool says was paid. */
function refundsAsked(results: readonly ToolResult[]): AskedRefund[] {
  return results
    .filter(({ name }) => name === 'issueRefund')
    .map(({ input, failed, value }) => {
      const paid = failed ? undefined : (value as { amountCents?: unknown } | null)?.amountCents; // JSON of the tool
      const cents = Number(paid ?? input['amountCents']);
      return { orderId: String(input['orderId']), item: String(input['item']), cents, failed };
    });
}

/** A refund that a tool refused is a manager's: the agent thought it due, the shop's own code did not. */
function withRefusals({ verdicts }: Judgement, asked: readonly AskedRefund[]): Verdict[] {
  const refused = asked.filter(({ failed }) => failed).map(({ orderId }) => escalate('refused', orderId));
  return [...verdicts, ...refused];
}

function outcomeOf(
  records: Records | undefined,
  { language }: Judgement,
  done: Pick<Outcome, 'verdicts' | 'refunds' | 'isEscalated'>,
): Outcome {
  const currency = records?.policy.currency ?? 'EUR';
  return { language, currency, ...(records && { customerName: records.customer.name }), ...done };
}

function refundInput(ticketId: string, { orderId, item, cents }: PlannedRefund): object {
  return { ticketId, orderId, item, amountCents: cents };
}

function refundsIn(verdicts: readonly Verdict[]): PlannedRefund[] {
  return verdicts.filter((verdict) => verdict.kind === 'refund');
}

function isSame(one: PlannedRefund, other: PlannedRefund): boolean {
  return one.orderId === other.orderId && one.item === other.item;
}

function reasonOf(refundedCents: number, verdicts: readonly Verdict[]): string {
  if (refundedCents > 0) return 'Refunded what the policy gives.';
  return verdicts.length > 0 ? 'Explained why nothing is due.' : 'Nothing was complained of.';
}

function resultOf(results: readonly ToolResult[], name: string): ToolResult | undefined {
  return results.find((result) => result.name === name);
}

function valueOf(results: readonly ToolResult[], name: string): unknown {
  const result = resultOf(results, name);
  return result?.failed === false ? result.value : undefined;
}
