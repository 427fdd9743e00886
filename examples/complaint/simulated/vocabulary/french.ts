/** How French complaints say what is wrong. */
import type { Phrases } from './problem';

/** French, in plain form: without accents. */
export const FRENCH: Phrases = {
  doubleCharge: String.raw`
  (?:debite|factur|preleve|paye|encaisse)\w* [^.]{0,40}(?:deux fois|2 fois|double|doublon)
  (?:double|deux|second) (?:prelevements?|paiements?|debits?|facturations?)
  deux fois (?:le montant|la somme|debite|preleve)\w*`,
  refundMissing: String.raw`
  remboursement[^.]{0,30}(?:pas|jamais|toujours)\b | (?:ou est|attends) (?:toujours )?(?:mon|le) remboursement
  (?:pas|jamais) (?:encore )?(?:recu|vu) (?:mon|le|de) remboursement`,
  late: String.raw`
  (?:que|date) (?:prevue?|promise?|annoncee?)\b | plus tard que | en retard | retards?\b | tardi\w+
  (?:trop|tres|si) tard | (?:jours|semaines) (?:apres|plus tard) | pas (?:arrive\w* |livre\w* )?a temps
  avec du retard`,
  notReceived: String.raw`
    (?:pas|jamais|rien|toujours rien)(?: encore| toujours| ete)*[^.]{0,12}(?:recu|arrive|livre)\w*\b(?! a temps)
    (?:attends|attend|attendons) (?:toujours|encore|ma|mon) | ou (?:est|en est|se trouve) (?:ma|mon|le|la)
    (?:colis|commande|paquet)[^.]{0,12}perdue?s?\b | (?:a|ont|avez) perdu (?:ma|mon|le|la)
    toujours (?:rien|pas) (?:recu|arrive|la|eu) | quand (?:arrive|vais|sera|recevrai)`,
  faulty: String.raw`
    troue\w* | trou\b | mauvaise qualite | ne correspond pas | casse\w* | abime\w* | endommage\w* | defectueu\w+
    brise\w* | fele\w* | fissure\w* | raye\w* | en (?:mille )?(?:morceaux|miettes)
    (?:ne )?(?:fonctionne|marche)\w* (?:pas|plus) | dechire\w*
    (?:mauvais|mauvaise) (?:article|produit|taille|couleur|modele)
    (?:pas|jamais) (?:celui|celle|ce) que j'ai commande | (?:autre|different) (?:article|produit|chose)\b
    a la place d | erreur (?:d'article|de produit|de commande)`,
  incomplete: String.raw`
  il manqu\w+ | manqu(?:e|ent|ait|aient|ant|ants)\b | incomplete?\b`,
  exchange: String.raw`
  echang\w+ | remplac\w+ | (?:envoyer|envoyez)[^.]{0,15} (?:nouve|autre)\w* | autre taille`,
  changeOfMind: String.raw`
  ne me pla[iu]\w* (?:pas|plus) | change d'avis | (?:retourner|renvoyer|rendre)\b | n'en veux plus | ne me va pas
  trop (?:petit|grand)e?s?\b`,
  cancel: String.raw`
  annul(?:er|ez|e|ation)\b | changer (?:l'|d')?adresse | mauvaise adresse | nouvelle adresse`,
  misleading: String.raw`
  (?:pas|jamais) (?:encore )?(?:recu|eu) (?:de |aucune |une )?reponse | que se passe-t-il si[^.,!?]*
  mieux vaut tard que jamais | (?:au|au plus) tard`,
};
