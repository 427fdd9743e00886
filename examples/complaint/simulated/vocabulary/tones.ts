/** The words by which a message shows what it is beside its claims, all languages together, in the form of `Phrases`. */

/** Sentences that speak to the agent instead of about a purchase. */
export const INSTRUCTION = String.raw`
  (?:ignore|disregard|forget) (?:the |all |everything |what is )*(?:above|before|previous)\b
  you are an? (?:\w+ ){0,3}(?:bot|assistant|ai|agent|model)\b
  (?:ignore|disregard|forget|bypass|override|overrule)\b[^.]{0,40}(?:instructions?|rules|polic(?:y|ies)|prompts?|guidelines|limits?|restrictions|training)
  (?:system|developer|admin|administrator|root|debug|maintenance)[ :_-]*(?:prompt|override|message|note|mode|instructions?|command|notice)\b
  (?:system|assistant|admin)\s*[\]>):*]
  you (?:are now|must now|are (?:an? )?(?:ai|assistant|bot|agent|llm|language model))
  as an? (?:ai|assistant|language model) | jailbreak | prompt injection
  (?:note|message|instructions?|attention|memo|order)s? (?:to|for) (?:the |any |all )?(?:ai|agent|bot|assistant|model|claude|system|llm|automated)\b
  (?:dear|hey|hello) (?:ai|bot|assistant|claude|llm)\b
  (?:call|use|invoke|execute|run|trigger) (?:the |your )?(?:\w+ )?(?:tool|function|command|api)\b
  (?:issue_?refund|escalate_?to_?manager|draft_?reply|look_?up_?customer|find_?orders|read_?policy)\b
  (?:pre-?)?(?:approved|authori[sz]ed|cleared|confirmed) by (?:the |your |a |my )?(?:manager|management|ceo|boss|owner|supervisor|head|team|support)
  i am (?:the|a|your) (?:manager|ceo|owner|admin\w*|boss|supervisor|developer|store manager)\b
  (?:your|the) (?:manager|boss|supervisor|ceo|owner) (?:has |already |told|said|promised|approved|agreed|authori[sz]ed|confirmed)
  (?:do not|dont) (?:escalate|check|verify|look (?:it )?up|consult|read the policy)
  (?:new|updated) (?:policy|instructions?|rules?):
  (?:without|no need (?:to|for)|skip) (?:the |any )?(?:check|verif|approval|escalat|review)\w*
  (?:mark|set|label|classify|treat) (?:this|the|it|my)[^.]{0,40} as\b
  ignor(?:a|e|ad|en|ar)\b[^.]{0,40}(?:instrucciones|reglas|normas|politicas?)
  ignorier\w*[^.]{0,40}(?:anweisung|regel|richtlinie|vorgabe) | ignore[rz]?\b[^.]{0,40}(?:consignes|regles)`;

/** Anger, or a demand for money, that needs no reason. */
export const GRIEVANCE = String.raw`
  (?:terrible|awful|horribl\w*|disappoint\w*|unacceptable|worst|angry|furious|ridiculous|disgrace\w*|disgust\w*|pathetic|useless|joke|scam\w*|rip-?off|fed up|unhappy|upset|dissatisf\w*|complain\w*|outrag\w*|shame\w*)\b
  (?:rubbish|garbage|crap|shit\w*|incompeten\w*|idiots?|never again|fix (?:this|it)|problems?|issues?|wrong|sort (?:this|it) out|a mess|let down|frustrat\w*|annoy\w*|thanks for nothing|bad)\b
  not (?:\w+ )?(?:happy|satisfied|good|ok(?:ay)?|acceptable|right)\b | refund\w* | money back | reimburse\w*
  compensat\w* | reembols\w* | devuelv\w* | devolv\w* | mi dinero | \w*erstatt\w* | geld zuruck | rembours\w*
  (?:verguenza|fatal|pesimo|horror|decepcion\w*|enfadad\w*|indignad\w*|inaceptable|queja|problemas?|estafa\w*|mal)\b
  (?:schlecht\w*|unverschamt\w*|enttausch\w*|unzufrieden|sauer|wutend|inakzeptabel|frechheit|beschwer\w*|katastrophe|problem\w*|mist)\b
  (?:honte\w*|decu\w*|inadmissible|scandal\w*|mecontent\w*|nul|arnaque|problemes?|plainte|catastroph\w*)\b`;

/** Thanks and praise. */
export const THANKS = String.raw`
  (?:thanks?|love|loved|great|wonderful|excellent|amazing|fantastic|perfect|happy|delighted|pleased|awesome|gracias|encanta\w*|excelente|perfecto)\b
  (?:danke|super|toll|wunderbar|begeistert|merci|parfait|ravie?|bravo|contente?)\b`;

/** How questions begin that complain of nothing; `why` is not among them. */
export const QUESTION = String.raw`
  do you | does | can (?:i|you|we) | could (?:i|you) | is (?:it|the|there|this) | are (?:the|there|they|these)
  how (?:long|much|do|can|many|should) | what | when | which | will you | would you | may i | tienen | hacen
  puedo | cual | cuales | como | cuanto | haben sie | kann ich | wie lange | wie kann | gibt es | avez-vous
  est-ce | puis-je | quel\w*`;

/** Somebody was or could be hurt. */
export const DANGER = String.raw`
  injur\w+ | (?:hurt|cut|burn(?:s|ed|t)?) (?:my|me|him|her|himself|herself|myself|our)\b | bleed\w*
  blood\b(?! (?:boil|pressure)) | hospital | caught fire | on fire | smok(?:e|ing)\b | electric shock
  electrocuted | explo(?:ded?|sion)\b | allergic | poison\w* | herid[oa]s?\b | corte en | sangr\w+ | quemadura
  incendio | hospital | verletzt\w* | geblutet | krankenhaus | stromschlag | blesse\w* | saigne\w* | hopital
  brule\w*`;

/** Something else than a purchase: prices, staff, data, the website. */
export const OTHER_MATTER = String.raw`
  (?:rude\w*|staff|employee|newsletter|unsubscribe|privacy|gdpr|personal data|password|log ?in|website|web ?site|your app|invoice|receipt|coupon|voucher|gift card|discount|promo\w*|loyalty|price|overcharg\w*|too expensive|warranty|guarantee|job)\b
  (?:factura|descuento|precio|contrasena|rechnung|rabatt|gutschein|preis|passwort|facture|remise|prix)\b`;

/** Money back is what the sender wants. */
export const REFUND_WANTED = String.raw`
  refund\w* | money back | reimburse\w* | pay me back | reembols\w* | mi dinero | devuelv\w* | devolucion
  geld zuruck | \w*erstattung | erstatte\w* | rembours\w*`;

/** Money back is what the sender does not want. */
export const REFUND_DECLINED = String.raw`
  (?:do not|dont|not) (?:want|need|asking for|looking for|ask for|after) (?:a |any |the |my )?(?:refund|money|compensation)
  no need for (?:a |any )?(?:refund|money|compensation) | no quiero (?:el |un |ningun )?reembolso
  keine (?:\w+ )?(?:erstattung|ruckerstattung) | pas (?:besoin )?(?:de )?remboursement`;
