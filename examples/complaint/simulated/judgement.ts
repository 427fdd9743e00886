/**
 * What the simulated agent makes of a whole complaint: verdicts on its claims, and what the policy says about an order
 * or an account as a whole. In doubt it hands over.
 */
import { claimsIn, type Claim } from './claims';
import { languageOf, type Language } from './language';
import { dueByRecords, judge } from './order-judgement';
import { normalise } from './plain-text';
import type { Customer, Order, Policy } from './records';
import { toneOf, withoutInstructions, type Tone } from './tone';
import { escalate, type Verdict } from './verdict';

/** What there is to decide by; without a customer nothing can be looked up. */
export interface Records {
  customer: Customer;
  orders: Order[];
  policy: Policy;
}

/** Verdicts on everything the complaint says; none for thanks and plain questions. */
export interface Judgement {
  language: Language;
  verdicts: Verdict[];
}

/** Judges a complaint by the records; `undefined` records stand for a customer nobody knows. */
export function judgeComplaint(complaint: string, records: Records | undefined): Judgement {
  const whole = normalise(complaint);
  const language = languageOf(whole);
  if (!language) return { language: 'en', verdicts: [escalate('unreadable')] };
  const plain = withoutInstructions(whole);
  const tone = toneOf(plain);
  const verdicts = records ? onRecords(plain, tone, records) : onNobody(plain, tone);
  return { language, verdicts: tone.isDanger ? [...verdicts, escalate('danger')] : verdicts };
}

function onNobody(plain: string, tone: Tone): Verdict[] {
  return isHarmless(tone) && claimsIn(plain, []).length === 0 ? [] : [escalate('unknownCustomer')];
}

function onRecords(plain: string, tone: Tone, records: Records): Verdict[] {
  const claims = wishesIn(claimsIn(plain, records.orders), tone);
  // A mention is a complaint only where something is wrong: "love the lamp" is not.
  const isPraise =
    tone.isThanks && !tone.isQuestion && !tone.isGrievance && claims.every(({ problem }) => problem === 'unsaid');
  const verdicts =
    claims.length > 0 && !isPraise
      ? claims.flatMap((claim) => onClaim(claim, tone, records))
      : onMood(plain, tone, records);
  const wanted = verdicts.map((verdict) =>
    verdict.kind === 'refund' && tone.declinesRefund ? escalate('noRefundWanted', verdict.orderId) : verdict,
  );
  return byTheRules(distinct(wanted), records);
}

/** What is wanted goes before what is said: three kinds of claim fall away beside others about the same order. */
function wishesIn(claims: Claim[], tone: Tone): Claim[] {
  const has = (problem: Claim['problem'], { orderId }: Claim): boolean =>
    claims.some((other) => other.problem === problem && (other.orderId === orderId || other.orderId === undefined));
  return claims.filter((claim) => {
    // "Late, and still not here" is one complaint.
    if (claim.problem === 'late') return !has('notReceived', claim) && !isExchange(claim);
    // Who would take money as well is not made to wait for a manager; who only wants an exchange gets no money.
    if (claim.problem === 'exchange') return !tone.wantsRefund || claims.every(({ problem }) => problem === 'exchange');
    return !isExchange(claim);
  });

  function isExchange(claim: Claim): boolean {
    return !tone.wantsRefund && has('exchange', claim);
  }
}

function onClaim(claim: Claim, tone: Tone, { orders, policy }: Records): Verdict[] {
  if (claim.orderId === undefined) return onAnyOrder(claim, orders, policy);
  const order = orders.find(({ id }) => id === claim.orderId);
  if (!order) return [escalate('notYours', claim.orderId)];
  // Without a problem that it understood, the agent pays only for anger: a question about a mug is not a claim.
  const isGuess = claim.problem === 'unsaid' && (tone.isOtherMatter || !tone.isGrievance);
  return isGuess ? [escalate('unclear', order.id)] : judge(claim, order, policy);
}

/** No order is named: the one whose records fit the claim is meant, if there is just one. */
function onAnyOrder(claim: Claim, orders: readonly Order[], policy: Policy): Verdict[] {
  if (claim.problem === 'exchange') return [escalate('exchange')];
  if (claim.problem === 'changeOfMind')
    return [{ kind: 'explain', topic: 'returnable', days: policy.returnWindowDays }];
  if (claim.problem === 'cancel') return [escalate('cancellation')];
  const all = orders.map((order) => judge(claim, order, policy));
  const due = all.filter((verdicts) => verdicts.some(({ kind }) => kind === 'refund'));
  if (due.length > 1) return [escalate('unclear')];
  // Best evidence first: what is due, then what explains itself, then what a manager has to look at.
  const explained = all.filter((verdicts) => verdicts.some(({ kind }) => kind === 'explain'));
  return due[0] ?? explained[0] ?? [escalate(orders.length > 0 ? 'unconfirmed' : 'notYours')];
}

/** Nothing in particular is claimed. One order with something due explains a bad mood; none or several do not. */
function onMood(plain: string, tone: Tone, { orders, policy }: Records): Verdict[] {
  if (isHarmless(tone)) return [];
  if (tone.isOtherMatter || plain.trim() === '') return [escalate('otherMatter')];
  const due = orders.map((order) => dueByRecords(order, policy)).filter((verdicts) => verdicts.length > 0);
  return tone.isGrievance && due.length === 1 ? due.flat() : [escalate('unclear')];
}

function isHarmless({ isGrievance, isThanks, isQuestion }: Tone): boolean {
  return !isGrievance && (isThanks || isQuestion);
}

/** Rules about an account or an order as a whole. */
function byTheRules(verdicts: Verdict[], { customer, orders, policy }: Records): Verdict[] {
  const ids = new Set(verdicts.map((verdict) => verdict.orderId));
  return [...ids].flatMap((id) => {
    const about = verdicts.filter(({ orderId }) => orderId === id);
    const refunds = about.filter((verdict) => verdict.kind === 'refund');
    if (id === undefined || refunds.length === 0) return about;
    const others = about.filter(({ kind }) => kind !== 'refund');
    if (customer.underReview) return [...others, escalate('underReview', id)];
    const isMore = refunds.some(({ item }) => item === 'order' || item.startsWith('line-'));
    const payable = refunds.filter(({ item }) => item !== 'late' || !isMore);
    const before = orders.find((order) => order.id === id)?.refunds.reduce((sum, { cents }) => sum + cents, 0) ?? 0;
    const total = payable.reduce((sum, { cents }) => sum + cents, before);
    return total > policy.managerAboveCents ? [...others, escalate('aboveLimit', id)] : [...others, ...payable];
  });
}

function distinct(verdicts: readonly Verdict[]): Verdict[] {
  return [...new Map(verdicts.map((verdict) => [JSON.stringify(verdict), verdict])).values()];
}
