/**
 * Recognises the shop's items in a text. Items are known by the last word of their name, in English or in one of the
 * other languages; the words before it only tell two items of a kind apart.
 */
import { isNear, normalise } from './plain-text';
import type { Order } from './records';

/** An order line that a text speaks of. */
export interface ItemReference {
  orderId: string;
  line: number;
}

// Other names of the things this shop sells, in plain form; a name that is missing here is still known in English.
const OTHER_NAMES: Readonly<Record<string, string>> = {
  mug: 'cup cups taza tazas tasse tassen becher',
  lamp: 'lampara lampe',
  blanket: 'throw manta decke wolldecke couverture plaid',
  teapot: 'tetera teekanne kanne theiere',
  glass: 'glasses wineglasses copa copas glaser weinglaser weinglas verre verres',
  tray: 'bandeja tablett plateau',
  backpack: 'rucksack mochila sac',
  belt: 'cinturon gurtel ceinture',
  tablecloth: 'mantel tischdecke tischtuch nappe',
  kettle: 'hervidor wasserkessel kessel wasserkocher bouilloire',
  board: 'tabla brett schneidebrett planche',
  scarf: 'bufanda schal echarpe foulard',
  machine: 'maker cafetera maschine kaffeemaschine espressomaschine',
  frother: 'espumador milchschaumer mousseur',
  skillet: 'pan sarten pfanne poele',
  vase: 'jarron florero bodenvase',
  headphones: 'headset earphones auriculares cascos kopfhorer casque ecouteurs',
  mat: 'esterilla matte yogamatte tapis',
  hose: 'manguera schlauch gartenschlauch tuyau',
  lantern: 'farol linterna laterne solarlaterne lanterne lampion',
  shears: 'secateurs tijeras schere gartenschere secateur',
  bowl: 'cuenco bol schale schussel porzellanschale',
  frame: 'marco marcos rahmen bilderrahmen cadre cadres',
  candle: 'vela kerze duftkerze bougie',
  towel: 'toalla toallas handtuch handtucher serviette serviettes',
  boots: 'boot botas stiefel wanderstiefel wanderschuhe schuhe bottes chaussures shoes',
  socks: 'sock calcetines socken wandersocken chaussettes',
  pullover: 'sweater jumper jersey pulli pull',
  chair: 'silla sillas stuhl stuhle esszimmerstuhl esszimmerstuhle chaise chaises',
  cushion: 'cojin kissen sitzkissen coussin',
};
// Things people complain about that this shop never sold; words that also mean something else are left out.
const NEVER_SOLD = (
  'toaster tv television laptop computer camera printer monitor keyboard sofa couch mattress dress shirt jeans jacket ' +
  'coat bicycle bike scooter microwave blender fridge vacuum drone perfume necklace bracelet doll toy puzzle rug carpet ' +
  'curtain curtains mirror umbrella suitcase speaker speakers earbuds plate plates knife knives smartphone iphone ' +
  'tostadora televisor portatil camara vestido camisa reloj bicicleta espejo movil fernseher kamera kleid hemd uhr ' +
  'fahrrad spiegel handy televiseur robe chemise montre velo miroir telephone'
).split(' ');
// A misspelt short word is too easily another word.
const MIN_FUZZY_LENGTH = 5;

/** Every order line whose item is named; of several items of one kind those that fit the other words best. */
export function itemsIn(plain: string, orders: readonly Order[]): ItemReference[] {
  const words: string[] = plain.match(/[a-z]+/g) ?? [];
  const named = orders.flatMap(({ id, lines }) =>
    lines.map(({ line, item }) => ({ orderId: id, line, ...wordsOf(item) })).filter(({ kind }) => names(kind, words)),
  );
  const fitting = named.map((one) => ({ ...one, fit: one.details.filter((detail) => has(words, detail)).length }));
  const best = (kind: string): number => Math.max(...fitting.filter((one) => one.kind === kind).map(({ fit }) => fit));
  return fitting.filter(({ kind, fit }) => fit === best(kind)).map(({ orderId, line }) => ({ orderId, line }));
}

/** Names of things that are not in any of these orders. */
export function strangeItemsIn(plain: string, orders: readonly Order[]): string[] {
  const words: string[] = plain.match(/[a-z]+/g) ?? [];
  const bought = orders.flatMap(({ lines }) => lines.map(({ item }) => wordsOf(item).kind));
  const elsewhere = Object.keys(OTHER_NAMES).filter((kind) => !bought.includes(kind) && words.includes(kind));
  return [...elsewhere, ...NEVER_SOLD.filter((name) => words.includes(name))];
}

/** `Nordlicht desk lamp` is a `lamp`; `nordlicht` and `desk` are details. */
function wordsOf(item: string): { kind: string; details: string[] } {
  const words = normalise(item).match(/[a-z]+/g) ?? [];
  return { kind: words.at(-1) ?? '', details: words.slice(0, -1) };
}

function names(kind: string, words: readonly string[]): boolean {
  return [kind, `${kind}s`, `${kind}es`, ...(OTHER_NAMES[kind]?.split(' ') ?? [])].some((name) => has(words, name));
}

function has(words: readonly string[], name: string): boolean {
  if (name.length < MIN_FUZZY_LENGTH) return words.includes(name);
  return words.some((word) => word[0] === name[0] && word.length >= MIN_FUZZY_LENGTH && isNear(word, name));
}
