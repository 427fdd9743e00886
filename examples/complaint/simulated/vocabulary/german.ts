/** How German complaints say what is wrong. */
import type { Phrases } from './problem';

/** German, in plain form: umlauts without dots, `ss` for `ß`. */
export const GERMAN: Phrases = {
  doubleCharge: String.raw`
    (?:doppelt|zweimal|zwei mal|2 ?x|2 ?mal)[^.]{0,40}(?:abgebucht|berechnet|belastet|bezahlt|eingezogen|gezahlt|abgezogen)
    (?:abgebucht|berechnet|belastet|bezahlt)[^.]{0,20}(?:doppelt|zweimal)
    doppelte? (?:abbuchung|zahlung|belastung) | zweite abbuchung | zwei abbuchungen`,
  refundMissing: String.raw`
  (?:erstattung|ruckerstattung|ruckzahlung)[^.]{0,30}(?:nicht|noch|nie)\b
  wo (?:ist|bleibt) (?:meine|die) (?:erstattung|ruckerstattung|ruckzahlung)
  warte[^.]{0,20}(?:erstattung|ruckerstattung|ruckzahlung)`,
  late: String.raw`
  als (?:versprochen|angekundigt|vereinbart|zugesagt) | (?:viel )?zu spat | verspat\w+ | verzoger\w+
  (?:tage|wochen) (?:zu )?spater? | (?:nicht|nie) (?:rechtzeitig|punktlich) | statt am[^.]{0,30}erst
  erst (?:am|nach)\b | (?:sollte|hatte)[^.]{0,40}(?:ankommen|kommen|da sein|geliefert werden|ankommen sollen)`,
  notReceived: String.raw`
    (?:nicht|nie|nichts|niemals)(?! rechtzeitig| punktlich)[^.]{0,25}(?:angekommen|erhalten|geliefert|bekommen|eingetroffen|zugestellt|gekommen|an\b)
    (?:ist|noch) (?:immer )?nicht da\b | warte (?:ich )?(?:immer noch|noch immer|noch|seit|auf)
    wo (?:ist|bleibt) (?:mein|meine|die|das|der) | wann (?:kommt|wird|bekomme) | verloren(?:gegangen)?
    verschwunden | verschollen | keine lieferung`,
  faulty: String.raw`
    riss\b | risse\b | loch\b | locher\b | schlechte qualitat | kaputt\w* | beschadig\w* | defekt\w* | zerbrochen\w*
    zerstort\w* | gebrochen\w* | zerkratzt\w* | gesprungen | scherben | verbogen | undicht
    (?:funktioniert|geht|lauft|funktionieren) (?:\w+ )?nicht | nicht funktionier\w* | mangelhaft\w*
    falsche?[nrs]? (?:artikel|produkt|ware|farbe|grosse|modell|\w+ (?:geliefert|bekommen|erhalten|geschickt))
    falsch (?:geliefert|geschickt) | nicht (?:das|die|den),? was ich bestellt
    (?:etwas|was) (?:anderes|falsches) (?:geliefert|bekommen|erhalten|geschickt)`,
  incomplete: String.raw`
  fehl(?:t|en|te|ten)\b | unvollstandig`,
  exchange: String.raw`
  umtausch\w* | umzutauschen | ersatz\w* | austausch\w* | ersetz\w* | (?:schicken|senden)[^.]{0,20} neue[nrs]?\b
  andere grosse`,
  changeOfMind: String.raw`
  gefall\w* (?:mir )?(?:\w+ )?nicht | nicht gefall\w+ | umentschieden | anders uberlegt
  zuruck(?:geben|senden|schicken|zugeben|zusenden|zuschicken) | passt (?:mir )?(?:leider )?nicht
  brauche (?:\w+ )?nicht mehr | widerruf\w*`,
  cancel: String.raw`
  stornier\w* | storno | abbestell\w* | adresse (?:andern|falsch) | falsche adresse | neue adresse`,
  misleading: String.raw`
  (?:keine|nie eine) (?:antwort|ruckmeldung) (?:\w+ )?(?:bekommen|erhalten)
  (?:falls|was passiert,? wenn)[^.,!?]* | besser spat als nie`,
};
