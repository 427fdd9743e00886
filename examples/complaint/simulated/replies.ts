/** The words of the replies, in the four languages that the simulated agent writes. `{…}` is filled in. */
import type { Language } from './language';
import type { Explanation } from './verdict';

/** What a reply can say. */
export type Phrase =
  | 'greeting'
  | 'refunded'
  | 'escalated'
  | 'askForDetails'
  | 'notYours'
  | 'noComplaint'
  | 'closing'
  | Explanation['topic'];

/** Each phrase in each language. */
export const REPLIES: Readonly<Record<Language, Readonly<Record<Phrase, string>>>> = {
  en: {
    greeting: 'Hello {name}, thank you for writing to us.',
    refunded: 'We have refunded {amount} for order {order}.',
    escalated: 'A manager will look at your case and get back to you.',
    askForDetails: 'Please tell us which order this is about and what is wrong with it.',
    notYours: 'We cannot find {order} among your orders and cannot discuss it.',
    noComplaint: 'We are glad to hear from you, and have passed your message on to the team.',
    closing: 'Your shop team',
    alreadyRefunded: 'For order {order} we refunded {amount} on {date}, so nothing more is due.',
    onItsWay: 'Order {order} is not late: it is due on {date}.',
    withinGrace: 'Order {order} came {days} days after the promised date, which is within our tolerance.',
    tooLongAgo: 'Order {order} was delivered on {date}; we can refund only within {days} days of delivery.',
    returnable: 'You can send the item back within {days} days of delivery; it is refunded when it reaches us.',
    returnTooLate: 'Order {order} can no longer be sent back: that is possible within {days} days of delivery.',
    finalSale: 'Order {order} was a final sale and cannot be sent back.',
  },
  es: {
    greeting: 'Hola {name}, gracias por escribirnos.',
    refunded: 'Hemos reembolsado {amount} del pedido {order}.',
    escalated: 'Un responsable revisará su caso y le responderá.',
    askForDetails: 'Díganos, por favor, de qué pedido se trata y qué ha pasado.',
    notYours: 'No encontramos {order} entre sus pedidos y no podemos tratarlo.',
    noComplaint: 'Nos alegra su mensaje; lo hemos pasado al equipo.',
    closing: 'El equipo de la tienda',
    alreadyRefunded: 'Del pedido {order} ya reembolsamos {amount} el {date}; no queda nada pendiente.',
    onItsWay: 'El pedido {order} no va con retraso: llega a más tardar el {date}.',
    withinGrace: 'El pedido {order} llegó {days} días después de lo prometido, dentro de nuestro margen.',
    tooLongAgo: 'El pedido {order} se entregó el {date}; solo reembolsamos en los {days} días posteriores.',
    returnable: 'Puede devolver el artículo en los {days} días desde la entrega; se reembolsa cuando nos llega.',
    returnTooLate: 'El pedido {order} ya no se puede devolver: el plazo es de {days} días desde la entrega.',
    finalSale: 'El pedido {order} era una venta final y no admite devolución.',
  },
  de: {
    greeting: 'Guten Tag {name}, danke für Ihre Nachricht.',
    refunded: 'Wir haben {amount} für die Bestellung {order} erstattet.',
    escalated: 'Unsere Leitung sieht sich Ihren Fall an und meldet sich bei Ihnen.',
    askForDetails: 'Bitte sagen Sie uns, um welche Bestellung es geht und was nicht stimmt.',
    notYours: 'Wir finden {order} nicht unter Ihren Bestellungen und können dazu nichts sagen.',
    noComplaint: 'Wir freuen uns über Ihre Nachricht und haben sie an das Team weitergegeben.',
    closing: 'Ihr Team vom Laden',
    alreadyRefunded: 'Für die Bestellung {order} haben wir am {date} schon {amount} erstattet.',
    onItsWay: 'Die Bestellung {order} ist nicht verspätet: Sie kommt bis zum {date}.',
    withinGrace: 'Die Bestellung {order} kam {days} Tage nach dem Termin, das liegt in unserer Toleranz.',
    tooLongAgo: 'Die Bestellung {order} kam am {date}; wir erstatten nur binnen {days} Tagen nach Lieferung.',
    returnable: 'Sie können den Artikel binnen {days} Tagen nach Lieferung zurücksenden; erstattet wird nach Eingang.',
    returnTooLate: 'Die Bestellung {order} kann nicht mehr zurückgegeben werden: Die Frist war {days} Tage.',
    finalSale: 'Die Bestellung {order} war ein Restposten und ist von der Rückgabe ausgeschlossen.',
  },
  fr: {
    greeting: 'Bonjour {name}, merci pour votre message.',
    refunded: 'Nous avons remboursé {amount} pour la commande {order}.',
    escalated: 'Un responsable examinera votre dossier et vous répondra.',
    askForDetails: "Dites-nous, s'il vous plaît, de quelle commande il s'agit et ce qui ne va pas.",
    notYours: 'Nous ne trouvons pas {order} parmi vos commandes et ne pouvons pas en parler.',
    noComplaint: "Merci, nous avons transmis votre message à l'équipe.",
    closing: "L'équipe de la boutique",
    alreadyRefunded: 'Pour la commande {order}, nous avons remboursé {amount} le {date}.',
    onItsWay: "La commande {order} n'est pas en retard : elle est prévue pour le {date}.",
    withinGrace: 'La commande {order} est arrivée {days} jours après la date promise, dans notre tolérance.',
    tooLongAgo: 'La commande {order} a été livrée le {date} ; nous remboursons dans les {days} jours seulement.',
    returnable: "Vous pouvez renvoyer l'article dans les {days} jours ; il est remboursé à sa réception.",
    returnTooLate: 'La commande {order} ne peut plus être renvoyée : le délai est de {days} jours.',
    finalSale: "La commande {order} était une vente finale et n'est pas reprise.",
  },
};
