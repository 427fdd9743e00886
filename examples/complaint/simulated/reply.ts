/** Writes the reply to the customer, and the reason for the manager, from what was concluded and what was really done. */
import type { Language } from './language';
import { REPLIES, type Phrase } from './replies';
import type { HandOver, PlannedRefund, Verdict } from './verdict';

/** What a reply is about: the verdicts, and what came of them. */
export interface Outcome {
  language: Language;
  /** As the account gives it; absent for somebody unknown. */
  customerName?: string;
  currency: string;
  verdicts: readonly Verdict[];
  /** The refunds that were really made. */
  refunds: readonly PlannedRefund[];
  isEscalated: boolean;
}

const REASONS: Readonly<Record<HandOver, string>> = {
  unreadable: 'The complaint cannot be read',
  unknownCustomer: 'The sender is not a known customer',
  notYours: "It is about something that is not among the customer's orders",
  contradiction: 'The claim contradicts our records',
  unconfirmed: 'Our records do not confirm the claim',
  aboveLimit: 'The refund is above the limit',
  underReview: 'The account is under review',
  finalSaleFault: 'A final sale item is reported faulty',
  exchange: 'An exchange or replacement is wanted',
  noRefundWanted: 'A refund would be due, but is not what the customer wants',
  cancellation: 'A cancellation or change of address is wanted',
  danger: 'Somebody was or could be hurt',
  otherMatter: 'It is about something else than an order',
  unclear: 'It is not clear what is wrong, or with which order',
  refused: 'A refund was refused',
};

/** Sentences for a manager: what is open, and of which order. */
export function reasonFor(verdicts: readonly Verdict[]): string {
  const open = verdicts.filter((verdict) => verdict.kind === 'escalate');
  const reasons = open.map(({ why, orderId }) => `${REASONS[why]}${orderId ? ` (${orderId})` : ''}.`);
  return [...new Set(reasons)].join(' ');
}

/** The reply, in the customer's language. */
export function replyFor({ language, customerName, currency, verdicts, refunds, isEscalated }: Outcome): string {
  const money = (cents: number): string => `${(cents / 100).toFixed(2)} ${currency}`;
  const say = (phrase: Phrase, values: Record<string, string> = {}): string =>
    filled(REPLIES[language][phrase], values);
  const paid = refunds.map(({ orderId, cents }) => say('refunded', { order: orderId, amount: money(cents) }));
  const said = verdicts.map((verdict) => {
    if (verdict.kind === 'escalate') return asks(verdict, say);
    return verdict.kind === 'explain' ? say(verdict.topic, valuesOf(verdict, money)) : '';
  });
  const ending = isEscalated ? say('escalated') : paid.length + said.length === 0 ? say('noComplaint') : '';
  const sentences = [say('greeting', { name: customerName ?? '' }), ...paid, ...said, ending, say('closing')];
  return [...new Set(sentences)].filter((sentence) => sentence !== '').join('\n');
}

function asks(
  { why, orderId }: Verdict & { kind: 'escalate' },
  say: (phrase: Phrase, values?: Record<string, string>) => string,
): string {
  if (why === 'notYours' && orderId !== undefined) return say('notYours', { order: orderId });
  return why === 'unclear' || why === 'notYours' || why === 'unknownCustomer' ? say('askForDetails') : '';
}

function valuesOf(verdict: Verdict & { kind: 'explain' }, money: (cents: number) => string): Record<string, string> {
  return {
    order: verdict.orderId ?? '',
    ...('cents' in verdict && { amount: money(verdict.cents) }),
    ...('days' in verdict && { days: String(verdict.days) }),
    ...('paidOn' in verdict && { date: verdict.paidOn }),
    ...('promisedOn' in verdict && { date: verdict.promisedOn }),
    ...('deliveredOn' in verdict && { date: verdict.deliveredOn }),
  };
}

function filled(phrase: string, values: Record<string, string>): string {
  return phrase.replace(/ ?\{(\w+)\}/g, (place, name: string) => {
    const value = values[name] ?? '';
    return value && place.startsWith(' ') ? ` ${value}` : value;
  });
}
