/** The simulated classifier: spam, legal threat or ordinary, from the words of the message alone. */
import { normalise } from './plain-text';
import { problemsIn } from './problems';

/** The classifier's labels. */
export type Label = 'spam' | 'legal_threat' | 'ordinary';

const LEGAL = [
  /\b(?:my|our|a|an|his|her|the|with|via|through|to|by|contact|hire|hiring|get|see|call|consult\w*|speak\w*|hear\w* from)\b[^.]{0,20}\b(?:lawyers?|attorneys?|solicitors?|legal (?:team|counsel|advis\w+|representative|department))\b/,
  /\b(?:i|we)(?: will| am going to| shall|'ll| would| intend to| plan to| am ready to| may| might| want to| can| could)? (?:sue|be suing)\b|\b(?:to|will|shall|gonna|ll|and) sue (?:you|your|the|them|for|over|if)\b|\bsuing\b/,
  /\b(?:take|taking|see|seeing|drag\w*|bring\w*|meet) (?:you |this |it |the matter |your \w+ )?(?:to|in|before) (?:\w+ )?court\b|\bsmall claims\b|\bcourt (?:case|order|action|proceedings|claim)\b/,
  /\blegal (?:action|steps?|proceedings?|measures?|consequences|claim|route|remedies|notice)\b|\b(?:law ?suit|litigation|letter before action|cease and desist)\b|\bpress(?:ing)? charges\b/,
  /\babogad[oa]s?\b|\bdemandar(?:l[oae]s?|emos)?\b|\b(?:les?|los?|os) (?:voy a )?demand\w+|\bdenunciar\w*|\b(?:acciones|medidas|via) (?:legales|judicial)|\bjuzgado\b|\btribunal(?:es)?\b/,
  /\b(?:rechts)?anwalt\w*|\banwaelt\w*|\bverklag\w+|\brechtliche? schritte|\bgerichtlich\w*|\bvor gericht\b|\bklage (?:einreichen|erheben)/,
  /\bavocat\w*|\bporter plainte\b|\bpoursuites? (?:judiciaires?|en justice)|\bposte?u?rsuiv\w+ en justice|\ben justice\b|\bau tribunal\b/,
];
const NO_THREAT = /\b(?:not|never|no|without|rather not|n't|sin|nicht|kein\w*|pas|gift for|present for|birthday of|works as|friend|husband|wife|brother|sister|son|daughter|boss)\b[^.,!?]{0,40}$/;
// Threats that follow a condition are threats all the same: "if not, you hear from my lawyer".
const CONDITION = /\b(?:if|unless|otherwise|or|si|wenn|sonst|sinon)\b/;

// Weight 2: hardly ever in a complaint. Weight 1: spam when there are more of them.
const SPAM: readonly (readonly [weight: number, pattern: RegExp])[] = [
  [2, /\b(?:seo|backlinks?|link ?building|search engine|google rank\w*|page one of google|first page of google|rank(?:ing)? (?:your|higher|#?1))\b/],
  [2, /\b(?:crypto\w*|bitcoins?|btc|ethereum|forex|binary options|trading (?:bot|signals)|nft|token sale|airdrop)\b/],
  [2, /\b(?:casino|jackpot|lottery|viagra|cialis|weight loss|payday|loan offer|inheritance|beneficiary|prince|next of kin|western union|dear beloved|million (?:us )?(?:dollars|usd|euros?|pounds))\b/],
  [2, /\b(?:grow|increase|boost|explode|double|triple) (?:your |the )?(?:website |online |organic )?(?:traffic|sales|followers|revenue|visibility|business|conversions)\b/],
  [2, /\b(?:guest post|sponsored post|web ?design services|mobile app development|lead generation|email list|marketing agency|b2b leads|collaboration proposal|influencer)\b/],
  [2, /\b(?:make|earn|win) (?:up to )?(?:\$|€|£|usd|eur)? ?\d[\d.,k]*[^.]{0,30}(?:week|day|month|home|hour)/],
  [2, /\b(?:you (?:have )?(?:won|been selected)|claim your (?:prize|reward|gift)|congratulations,? you)\b/],
  [2, /\b(?:verify|confirm|update) your (?:account|password|bank details|identity|wallet)\b/],
  [2, /\b(?:we are (?:a )?(?:leading |professional )?(?:manufacturer|supplier|factory|exporter)s?|wholesale prices|minimum order quantity|moq|our factory)\b/],
  [2, /\b(?:posicionamiento (?:web|seo)|gana dinero|prestamos? rapidos?|schnell geld|kredit ohne schufa|gagnez de l'argent|referencement)\b/],
  [1, /\b(?:click (?:here|below|the link)|limited time|act now|special offer|100% free|risk[- ]free|guaranteed|free (?:trial|audit|quote|consultation)|investment|profits?|exclusive (?:deal|offer)|best prices?|buy now|order now|whatsapp|telegram)\b/],
  [1, /https?:\/\/|\bwww\.|\bbit\.ly\b/],
  [1, /\b(?:dear (?:sir|madam|webmaster|owner|business owner|website owner)|unsubscribe|opt[- ]out|to whom)\b/],
];
const SPAM_ALONE = 2;
// Next to a real grievance it takes more: people send links to photographs.
const SPAM_BESIDE_A_PROBLEM = 4;

/** The label of a message, and why in a few words. */
export function classify(message: string): { label: Label; reason: string } {
  // "I will not hesitate to" is the one negation that threatens.
  const plain = normalise(message).replaceAll('not hesitate', 'be ready');
  const weight = SPAM.reduce((sum, [points, pattern]) => sum + (pattern.test(plain) ? points : 0), 0);
  const needed = problemsIn(plain).length > 0 ? SPAM_BESIDE_A_PROBLEM : SPAM_ALONE;
  if (weight >= needed) return { label: 'spam', reason: 'It advertises, and does not complain.' };
  if (LEGAL.some((pattern) => threatens(plain, pattern))) {
    return { label: 'legal_threat', reason: 'It threatens with the law.' };
  }
  return { label: 'ordinary', reason: 'A message of a customer.' };
}

function threatens(plain: string, pattern: RegExp): boolean {
  return [...plain.matchAll(new RegExp(pattern, 'g'))].some((match) => {
    const sentence = plain.slice(0, match.index + match[0].length).split(/[.!?\n]/).at(-1) ?? '';
    const upTo = sentence.slice(0, sentence.length - match[0].length);
    return CONDITION.test(sentence) || !NO_THREAT.test(`${upTo}${match[0].split(' ').slice(0, -1).join(' ')}`);
  });
}
