/**
 * Which language a complaint is in. The simulated agent reads four; a text in another one, or in none, it does not
 * pretend to understand.
 */

/** The languages it reads and writes. */
export type Language = 'en' | 'es' | 'de' | 'fr';

// Short words that make up a good part of any text. The languages below the line are known only to be told apart.
const COMMON_WORDS = {
  en: `
    the i my is was it you to and of for a in this have not that with on me your are be we they but at from
    will please order would never has been never arrived broken refund help hello hi dear money want late
    delivery terrible what where why when how do did lost damaged charged twice scam wrong`,
  es: `
    el la los las de que y en un una mi no me es por con para se lo su al del pero muy mas esta este han ha
    he pedido quiero gracias hola llego ustedes les nunca donde dinero buenas soy roto tarde reembolso`,
  de: `
    der die das ich und ist nicht ein eine zu den mit mein meine es auf fur sie von dem wir bitte wurde hat
    habe bestellung aber noch war im ihr sehr bei guten tag nie wo geld kaputt defekt danke`,
  fr: `
    le la les je et est pas un une de mon ma des que ne en pour vous ce il du j'ai n'ai c'est l'ai votre
    commande mais tres bonjour avec sur dans ete jamais ou merci argent suis casse retard colis`,
  pt: `
    o os eu nao e um uma meu minha que do da em para com voce foi esta mas muito pedido quero obrigado ola
    chegou ainda`,
  it: `
    il lo gli io non e un una mio mia che di del della in per con sono ma molto ordine voglio grazie
    buongiorno arrivato ancora ho`,
  nl: `
    de het een ik mijn is niet en van voor met op dat maar heb bestelling nog wel geen graag hallo u jullie
    was te`,
  pl: `
    nie jest w na z do i sie to moje zamowienie prosze dzien dobry jak czy ale bardzo przesylka chce`,
  sv: `
    jag och att det en ett min mitt inte ar som pa for med har var till av men hej tack`,
} as const;

const READ: readonly string[] = ['en', 'es', 'de', 'fr'];
// In real text at least every eighth word is one of these; a random string has none.
const MIN_SHARE = 1 / 8;

/** The language of a text in plain form, or undefined for one that it cannot read. */
export function languageOf(plain: string): Language | undefined {
  const words = plain.match(/\p{L}[\p{L}']*/gu) ?? [];
  const scores = Object.entries(COMMON_WORDS).map(([language, list]) => {
    const common = new Set(list.trim().split(/\s+/));
    return { language, hits: words.filter((word) => common.has(word)).length };
  });
  const best = scores.reduce((one, other) => (other.hits > one.hits ? other : one));
  if (best.hits === 0 || best.hits < words.length * MIN_SHARE) return undefined;
  return READ.includes(best.language) ? (best.language as Language) : undefined; // READ lists exactly these
}
