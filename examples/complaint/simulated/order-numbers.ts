/** Recognises order numbers in a text, however they are written, and days that point at an order. */
import type { Order } from './records';

const NUMBER = String.raw`(?:#|ord-?)?\s?\d{3,6}(?![-/.]?\d|\s?(?:€|\$|£|eur|cents|dollars))`;
const AFTER_WORD = new RegExp(
  String.raw`\b(?:orders?|pedidos?|ordenes|orden|bestellung(?:en)?|auftrag|commandes?)` +
    String.raw`\s*(?:number|numbers|numero|nummer|num|no|nr|id|n)?\s*[.:°º#]*\s*` +
    String.raw`(${NUMBER}(?:\s*(?:,|&|and|y|und|et|or|nor)\s*${NUMBER})*)`,
  'g',
);
const WITH_SIGN =
  /(?<!\b(?:ticket|invoice|tracking|case|room|apt|apartment|flat|suite|unit|house)\s?:?\s?)#\s?(\d{3,6})\b/g;
const WITH_PREFIX = /\bord(?:er)?[-\s_]?(\d{3,6})\b/g;
// A number alone is an order number only if it is one of this customer's, and not an amount, a date or a customer id.
const ALONE = /(?<![\d€$£,.\-/]|c-|eur )\b(\d{4})\b(?!\s?(?:€|\$|£|eur|euros?|cents?|dollars?)|[-/]\d|[.,]\d)/g;
const LAST_ORDER = new RegExp(
  String.raw`\b(?:last|latest|most recent|newest|ultim[oa]|letzte[nr]?|derniere?)\s(?:order|purchase|pedido|compra|bestellung|commande)\b` +
    String.raw`|\bpedido mas reciente\b`,
);
const EVERY_ORDER = new RegExp(
  String.raw`\b(?:all|both|every one of|none|neither|todos|ambos|beide|alle|toutes|les deux)(?: (?:of|my|our|the|mis|meine|mes|los))*` +
    String.raw` (?:orders|packages|parcels|pedidos|bestellungen|commandes|paquetes|pakete|colis)\b`,
);

// A day is an order's only where the text speaks of ordering; else it is when something should have come.
const ORDERING = /\b(?:ordered|bought|placed|purchase|order (?:from|of|dated)|pedi|pedido|compr|bestell|command|achet)/;

const MONTHS = [
  'jan(?:uary|uar|vier)?|enero',
  'feb(?:ruary|ruar)?|febrero|fevrier',
  'mar(?:ch|zo|s)?|marz',
  'apr(?:il)?|abril|avril',
  'may|mayo|mai',
  'june?|junio|juni|juin',
  'july?|julio|juli|juillet',
  'aug(?:ust)?|agosto|aout',
  'sept?(?:ember|iembre|embre)?',
  'oct(?:ober|ubre|obre)?|oktober',
  'nov(?:ember|iembre|embre)?',
  'dec(?:ember|embre)?|diciembre|dezember',
];

/** Ids of orders that a text names by number; those that are not this customer's are among them. */
export function numbersIn(plain: string, orders: readonly Order[]): string[] {
  const listed = [...plain.matchAll(AFTER_WORD)].flatMap(([, list]) => list?.match(/\d{3,6}/g) ?? []);
  const signed = [...plain.matchAll(WITH_SIGN), ...plain.matchAll(WITH_PREFIX)].map(([, number]) => number ?? '');
  const alone = [...plain.matchAll(ALONE)]
    .map(([, number]) => number ?? '')
    .filter((number) => orders.some(({ id }) => id === `ORD-${number}`));
  return [...new Set([...listed, ...signed, ...alone])].map((number) => `ORD-${number}`);
}

/** Orders meant without a number: the last one, all of them, or one that a day in the text belongs to. */
export function ordersMeant(plain: string, orders: readonly Order[]): string[] {
  if (EVERY_ORDER.test(plain)) return orders.map(({ id }) => id);
  if (LAST_ORDER.test(plain)) {
    const newest = [...orders].sort((one, other) => other.placedOn.localeCompare(one.placedOn))[0];
    return newest ? [newest.id] : [];
  }
  if (!ORDERING.test(plain)) return [];
  const days = daysIn(plain);
  const dated = orders.filter(({ placedOn }) => days.some((day) => placedOn.endsWith(day)));
  return dated.length === 1 ? dated.map(({ id }) => id) : [];
}

/** `MM-DD` of every day that is written with its month's name, or as `YYYY-MM-DD`. */
function daysIn(plain: string): string[] {
  const named = MONTHS.flatMap((month, index) => {
    const before = String.raw`\b(\d{1,2})(?:st|nd|rd|th|\.|er)? ?(?:of |de )?(?:${month})\b`;
    const pattern = new RegExp(String.raw`${before}|\b(?:${month})\.? (\d{1,2})\b`, 'g');
    return [...plain.matchAll(pattern)].map(([, dayFirst, dayLast]) =>
      monthAndDay(index + 1, dayFirst ?? dayLast ?? ''),
    );
  });
  return [...named, ...[...plain.matchAll(/\b\d{4}-(\d{2}-\d{2})\b/g)].map(([, day]) => day ?? '')];
}

function monthAndDay(month: number, day: string): string {
  return `-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}
