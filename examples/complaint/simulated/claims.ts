/**
 * Reads from a complaint which order or item it says what about. Every clause gives what it names and what it says is
 * wrong; a clause without one of the two borrows it from its neighbours.
 */
import { itemsIn, strangeItemsIn, type ItemReference } from './item-names';
import { numbersIn, ordersMeant } from './order-numbers';
import { clausesOf, sentencesOf } from './plain-text';
import { problemsIn } from './problems';
import type { Order } from './records';
import { patternOf, type Problem } from './vocabulary/problem';

/** One thing that a complaint says, about one order or about none in particular. */
export interface Claim {
  /** `unsaid`: the order is named, what is wrong with it is not. */
  problem: Problem | 'unsaid';
  /** May be an order of somebody else, or of nobody. */
  orderId?: string;
  /** Lines of the order that are named; empty for the order as a whole. */
  lines: number[];
}

interface Passage {
  text: string;
  orderIds: string[];
  items: ItemReference[];
  problems: Problem[];
}

const SAME_AS_BEFORE =
  /\b(?:so (?:was|is|were|are|did|has)|too|as well|same|neither|nor|likewise|igual|tampoco|tambien|ebenso|auch|aussi|pareil)\b/;
const ALL_WELL = patternOf(String.raw`
  (?:fine|ok|okay|good|great|perfect\w*|lovely|happy|beautiful|nice|gorgeous|intact|undamaged|survived|love[ds]?|wonderful)\b
  excellent | no (?:problem|issue|complaint)s?\b | (?:already|you|have) refunded | (?:bien|perfecto|bonit[oa])\b
  (?:gut|schon|heil|in ordnung)\b | (?:parfaite?|intacte?|belle?)\b`);
// "and order 1042": what is wrong with it was said before. A clause with a verb says something of its own.
const BARE_MENTION_WORDS = 5;
const VERB = /\b(?:is|was|are|were|has|have|had|arrived|came|looks?|works?|es|esta|llego|ist|war|kam|est|sont)\b/;

/** The claims of a complaint in plain form, each order and problem once. */
export function claimsIn(plain: string, orders: readonly Order[]): Claim[] {
  const passages = sentencesOf(plain).flatMap((sentence) => passagesOf(sentence, orders));
  const claims: Claim[] = [];
  let subject: Passage | undefined;
  let waiting: Problem[] = [];
  for (const passage of passages) {
    if (isMention(passage)) {
      subject = subject && refines(passage, subject) ? { ...passage, orderIds: subject.orderIds } : passage;
      // What was said before anything was named is about this, unless this has troubles of its own.
      claims.push(...claimsAbout(subject, passage.problems.length > 0 ? passage.problems : waiting));
      waiting = [];
    } else if (subject) {
      const said = new Set(claims.filter(({ orderId }) => orderId).map(({ problem }) => problem));
      claims.push(
        ...claimsAbout(
          subject,
          passage.problems.filter((problem) => !said.has(problem)),
        ),
      );
    } else {
      waiting.push(...passage.problems);
    }
  }
  claims.push(...waiting.map((problem): Claim => ({ problem, lines: [] })));
  return merged(claims.length > 0 ? claims : mentions(passages));
}

/** A sentence about two orders is two passages: a new one begins where a complete one meets another mention. */
function passagesOf(sentence: string, orders: readonly Order[]): Passage[] {
  const passages: Passage[] = [];
  for (const clause of clausesOf(sentence)) {
    const last = passages.at(-1);
    const next = read(clause, orders);
    if (!last) passages.push(next);
    else if (!isMention(next) || !isMention(last) || (last.problems.length === 0 && !ALL_WELL.test(last.text))) {
      passages[passages.length - 1] = joined(last, next, orders);
    } else passages.push(next);
  }
  return passages.map((passage, index) => inheriting(passage, passages[index - 1]));
}

function read(text: string, orders: readonly Order[]): Passage {
  const numbers = numbersIn(text, orders);
  const items = itemsIn(text, orders);
  const isNamed = numbers.length > 0 || items.length > 0;
  const meant = isNamed ? numbers : ordersMeant(text, orders);
  // The name of a thing that this customer never bought stands for an order that is not there.
  const orderIds = isNamed || meant.length > 0 ? meant : strangeItemsIn(text, orders);
  return { text, orderIds, items, problems: problemsIn(text) };
}

/** Problems are looked for again, because some are said across a comma. */
function joined(one: Passage, other: Passage, orders: readonly Order[]): Passage {
  const whole = read(`${one.text}, ${other.text}`, orders);
  return {
    ...whole,
    problems: [...new Set([...one.problems, ...other.problems, ...problemsIn(`${one.text} ${other.text}`)])],
  };
}

function inheriting(passage: Passage, before: Passage | undefined): Passage {
  if (!before || passage.problems.length > 0 || ALL_WELL.test(passage.text)) return passage;
  const isBare = passage.text.split(/\s+/).length <= BARE_MENTION_WORDS && !VERB.test(passage.text);
  return isBare || SAME_AS_BEFORE.test(passage.text) ? { ...passage, problems: before.problems } : passage;
}

function isMention({ orderIds, items }: Passage): boolean {
  return orderIds.length > 0 || items.length > 0;
}

/** "Order 1045 … the glasses": items of the order that the talk is of, not of another one. */
function refines({ orderIds, items }: Passage, subject: Passage): boolean {
  return orderIds.length === 0 && items.some(({ orderId }) => subject.orderIds.includes(orderId));
}

function claimsAbout({ orderIds, items }: Passage, problems: readonly Problem[]): Claim[] {
  return [...new Set(problems)].flatMap((problem) =>
    subjectsOf(orderIds, items).map((about) => ({ problem, ...about })),
  );
}

/** Items narrow the orders named beside them; where they belong to none of these, both stand, and will not agree. */
function subjectsOf(orderIds: string[], items: ItemReference[]): { orderId: string; lines: number[] }[] {
  const own = items.filter(({ orderId }) => orderIds.length === 0 || orderIds.includes(orderId));
  const ids = new Set([...orderIds, ...own.map(({ orderId }) => orderId)]);
  return [...ids].map((orderId) => ({
    orderId,
    lines: own.filter((item) => item.orderId === orderId).map(({ line }) => line),
  }));
}

function mentions(passages: readonly Passage[]): Claim[] {
  return passages
    .filter(({ text }) => !ALL_WELL.test(text))
    .flatMap(({ orderIds, items }) => subjectsOf(orderIds, items))
    .map((about) => ({ problem: 'unsaid', ...about }));
}

function merged(claims: readonly Claim[]): Claim[] {
  const byKey = new Map<string, Claim>();
  for (const claim of claims) {
    const key = `${claim.problem} ${claim.orderId ?? ''}`;
    const before = byKey.get(key);
    byKey.set(key, before ? { ...claim, lines: [...new Set([...before.lines, ...claim.lines])] } : claim);
  }
  return [...byKey.values()];
}
