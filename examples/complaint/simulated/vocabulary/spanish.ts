/** How Spanish complaints say what is wrong. */
import type { Phrases } from './problem';

/** Spanish, in plain form: without accents and tildes. */
export const SPANISH: Phrases = {
  doubleCharge: String.raw`
    (?:cobr|carg|pag|descont|debit)\w* [^.]{0,40}(?:dos veces|2 veces|doble|por duplicado)
    (?:doble|dos|segundo) (?:cobros?|cargos?|pagos?) | (?:cobro|cargo|pago)s? (?:doble|duplicado)s?
    dos veces (?:el|me|la|lo)? ?(?:cobr|carg)\w*`,
  refundMissing: String.raw`
  (?:donde esta|esperando|espero|no he recibido|no me ha llegado|no me han hecho|falta) (?:mi|el|todavia el|aun el|ningun) (?:reembolso|devolucion del dinero)`,
  late: String.raw`
  (?:despues|mas tarde|mas) de lo (?:prometido|previsto|acordado)
  (?:llego|llegaron|llegado|entregad[oa]|muy|demasiado|tan|dias|semanas?|llega|llegue) (?:\w+ )?tarde | retras\w+
  demor\w+ | fuera de plazo | (?:tardo|tardaron|tardado|tardan?do) | no (?:ha |han )?(?:llegado|llego) a tiempo`,
  notReceived: String.raw`
    ni [^.]{0,40}(?:ha|han) llegado\b | ni [^.]{0,40}llego\b
    (?:no|nunca|jamas) (?:me |nos |lo |la |los |las )?(?:ha |han |he |hemos |habia )?(?:llega\w*|llego|recib\w+|entreg\w+)\b(?! a tiempo| respuesta| contestacion| ningun\w* respuesta| lo que)
    sigo (?:esperando|sin recibir) | (?:aun|todavia) (?:no|espero|estoy esperando|sin) (?!funciona)
    esperando (?:mi|el|la|un) | (?:donde|cuando) (?:esta|llega|llegara|va a llegar|recibire)
    sin (?:recibir|llegar) | (?:perdid|extraviad|desaparecid)[oa]s?\b | (?:perdio|extravio|perdieron)\b
    nada ha llegado`,
  faulty: String.raw`
    no (?:corresponde|coincide)\w* | diferente (?:a|al|de)\b | roto\b | agujero\w* | mala calidad | rot[oa]s?\b
    danad[oa]s? | danos?\b | estropead\w+ | defectuos\w+ | no (?:me |se |nos )?(?:funciona|enciende|sirve|prende)\w*
    (?:en|hech[oa]s?) (?:mil )?(?:pedazos|trozos|anicos|polvo) | agrietad\w+ | rayad\w+ | quebrad\w+ | averiad\w+
    destrozad\w+ | golpead\w+ | rajad\w+ | (?:rompio|rompieron)\b | mal estado | equivocad\w+ | equivocaron
    incorrect[oa]s? | (?:no|ni [^.]{0,20}) es (?:lo|el|la) que (?:pedi|compre|encargue)
    (?:otro|otra|distint[oa]) (?:producto|articulo|cosa|color)\b | (?:en lugar|en vez) de(?! reembols)`,
  incomplete: String.raw`
  (?<!hace )faltan?\b(?! de| mi| el reembolso) | faltaban? | incomplet[oa]`,
  exchange: String.raw`
  cambi(?:ar|o|en|arl[oa]|enl[oa])(?:s)? por | (?:un|el|hacer un) cambio\b | reemplaz\w+ | sustitu\w+ | otra talla
  (?:envi|mand)(?:ar|en|e|arme|enme|eme|arnos)\b (?:de nuevo )?(?:un|una|otr[oa]|el correcto|la correcta)\b`,
  changeOfMind: String.raw`
  no me (?:gusta|gusto|convence|queda)\w* | cambi(?:e|ado) de (?:opinion|idea)
  ya no (?:lo|la|los|las) (?:quiero|necesito) | devolver(?:lo|la|los|las)?\b(?! el dinero| mi dinero|me)`,
  cancel: String.raw`
  cancel(?:ar|en|acion|arlo|o)\b | anular\w* | cambiar (?:la|mi) direccion
  direccion (?:equivocada|incorrecta|nueva)`,
  misleading: String.raw`
  no (?:he|hemos|me han) (?:recibido|dado|tenido) (?:una |ninguna |ningun )?(?:respuesta|contestacion)
  sin respuesta | buenas tardes | falta de (?:respeto|profesionalidad|seriedad|educacion) | sin falta
  que pasa si[^.,!?]* | mas vale tarde que nunca | mas tarde`,
};
