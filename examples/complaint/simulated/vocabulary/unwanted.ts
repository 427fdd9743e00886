/** The words of mail that a shop does not want: threats with the law, and spam. All languages, in the form of `Phrases`. */

/** Threats with lawyers, courts or a claim at law. */
export const LEGAL_THREAT = String.raw`
  (?:my|our|a|an|his|her|the|with|via|through|to|by|contact|hire|hiring|get|see|call|consult\w*|speak\w*|from)\b[^.]{0,20}\b(?:lawyers?|attorneys?|solicitors?)\b
  legal (?:team|counsel|advis\w+|representative|department|action|steps?|proceedings?|measures?|consequences|claim|route|remedies|notice)\b
  (?:i|we)(?: will| am going to| shall|'ll| would| intend to| plan to| may| might| want to| can| could)? (?:sue|be suing)\b
  (?:to|will|shall|gonna|ll|and) sue (?:you|your|the|them|for|over|if)\b | suing
  (?:take|taking|see|seeing|drag\w*|bring\w*|meet) (?:you |this |it |the matter |your \w+ )?(?:to|in|before) (?:\w+ )?court\b
  small claims | court (?:case|order|action|proceedings|claim)\b | law ?suit | litigation | letter before action
  cease and desist | press(?:ing)? charges | abogad[oa]s?\b | demandar(?:l[oae]s?|emos)?\b
  (?:les?|los?|os) (?:voy a )?demand\w+ | denunciar\w* | (?:acciones|medidas|via) (?:legales|judicial) | juzgado
  tribunal(?:es)?\b | (?:rechts)?anwalt\w* | verklag\w+ | rechtliche? schritte | gerichtlich\w* | vor gericht\b
  klage (?:einreichen|erheben) | avocat\w* | porter plainte | poursuites? (?:judiciaires?|en justice)
  en justice\b`;

/** What hardly ever stands in a complaint. */
export const SURE_SPAM = String.raw`
  seo\b | backlinks? | link ?building | search engine | google rank\w* | page one of google | first page of google
  rank(?:ing)? (?:your|higher|#?1)\b | crypto\w* | bitcoins?\b | btc\b | ethereum | forex | binary options
  trading (?:bot|signals) | nft\b | token sale | airdrop | casino | jackpot | lottery | viagra | cialis
  weight loss | payday | loan offer | inheritance | beneficiary | prince\b | next of kin | western union
  dear beloved | million (?:us )?(?:dollars|usd|euros?|pounds)
  (?:grow|increase|boost|explode|double|triple) (?:your |the )?(?:website |online |organic )?(?:traffic|sales|followers|revenue|visibility|business|conversions)\b
  guest post | sponsored post | web ?design services | mobile app development | lead generation | email list
  marketing agency | b2b leads | collaboration proposal | influencer
  (?:make|earn|win) (?:up to )?(?:\$|€|£|usd|eur)? ?\d[\d.,k]*[^.]{0,30}(?:week|day|month|home|hour)
  you (?:have )?(?:won|been selected)\b | claim your (?:prize|reward|gift)
  (?:verify|confirm|update) your (?:account|password|bank details|identity|wallet)
  we are (?:a )?(?:leading |professional )?(?:manufacturer|supplier|factory|exporter)s? | wholesale prices
  minimum order quantity | moq\b | our factory | posicionamiento (?:web|seo) | gana dinero | prestamos? rapidos?
  schnell geld | kredit ohne schufa | gagnez de l'argent | referencement`;

/** What is spam only in company. */
export const LIKELY_SPAM = String.raw`
  click (?:here|below|the link) | limited time | act now | special offer | 100% free | risk[- ]free | guaranteed
  free (?:trial|audit|quote|consultation) | investment | profits?\b | exclusive (?:deal|offer) | best prices?
  buy now | order now | whatsapp | telegram | https?:\/\/ | www\. | bit\.ly
  dear (?:sir|madam|webmaster|owner|business owner|website owner)\b | unsubscribe | opt[- ]out`;
