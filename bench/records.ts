/**
 * Text as business systems return it: lines with dates, names, amounts and ids. Seeded, so that every run and every
 * contestant gets the same bytes; varied, so that compression gains what it gains on such text and no more.
 */

const NAMES = [
  'Kowalski',
  'Okafor',
  'Lindqvist',
  'Marchetti',
  'Nakamura',
  'Haddad',
  'Novak',
  'Silva',
  'Byrne',
  'Weber',
];
const GOODS = ['gas lighter', 'kettle 1.7 l', 'desk lamp', 'garden hose', 'tea towel', 'cast iron pan', 'door mat'];
const STATES = ['paid', 'shipped', 'returned', 'refund asked', 'delivered', 'lost in transit'];

/** Exactly so many bytes of ASCII; the same for the same seed. */
export function records(seed: string, bytes: number): string {
  const next = random(seed);
  const pick = (list: readonly string[]): string => list[next() % list.length] ?? '';
  let text = '';
  while (text.length < bytes) {
    const date = `2026-${two((next() % 12) + 1)}-${two((next() % 28) + 1)}`;
    const id = next().toString(16).padStart(8, '0');
    const amount = `${next() % 400}.${two(next() % 100)}`;
    text += `${date} order ${id} ${pick(NAMES)}, ${(next() % 9) + 1} x ${pick(GOODS)}, EUR ${amount}, ${pick(STATES)}\n`;
  }
  return text.slice(0, bytes);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** Mulberry32 over a hash of the seed: small, and even enough for text. */
function random(seed: string): () => number {
  let state = 0;
  for (const character of seed) state = (Math.imul(state, 31) + character.charCodeAt(0)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
