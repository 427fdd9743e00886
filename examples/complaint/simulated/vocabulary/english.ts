/** How English complaints say what is wrong. The largest list, since most complaints that were read for it are English. */
import type { Phrases } from './problem';

/** English, in plain form: contractions are written out by then. */
export const ENGLISH: Phrases = {
  doubleCharge: String.raw`
    (?:charged?|billed|debited|paid|pay|taken|deducted|withdrawn|appears?|shows?|took)[^.]{0,40}(?:twice|two times|2 times|2x|double)
    double[- ]?(?:charged?|billed|billing|payment|paid) | twice (?:charged|billed|debited)
    (?:charged|debited|billed|taken|deducted)[^.]{0,20} (?:again|a second time)
    (?:twice|double) the (?:price|amount|sum)\b
    (?:duplicate|second|two|2|double|identical) (?:identical )?(?:charges?|payments?|debits?|transactions?)\b`,
  refundMissing: String.raw`
    (?:where is|waiting (?:for|on)|still no|no sign of) (?:my|the|a|any|that) (?:full |promised )?(?:refund|money back)
    (?:not|never) (?:yet |ever )?(?:received|receive|seen|see|saw|got|gotten|get) (?:my|the|a|any|that) (?:full |promised )?(?:refund|money back)
    promised (?:me )?(?:my|the|a|any) (?:full )?refund | where is (?:my|the) money
    refund never (?:arrived|came|showed)
    (?:refund|money) (?:has|have|was|is|did|had) (?:still )?(?:not|never) (?:yet )?(?:arrived?|come|been|shown|reached|there)`,
  late: String.raw`
    (?:finally|eventually|at last|only then) (?:arrived|turned up|came|showed up|got here|delivered|received|got)
    long after | promised[^.]{0,40}(?:delivered|arrived|came|got here)\b
    after (?:you|they|it|we) (?:had )?(?:said|promised|told|would|should|agreed)
    than (?:you )?(?:promised|expected|agreed|stated|planned|announced)\b | late\b
    (?:should|supposed to|meant to) (?:have )?(?:been )?(?:arrived?|come|here|be here|delivered|be delivered|get here)\b
    delay(?:ed|s)?\b | overdue | tardy | too long | behind schedule | missed the (?:promised|delivery) date
    not (?:arrived? |come |delivered |here |been delivered )?(?:on|in) time
    never (?:arrives?|comes?|came|arrived) on time
    not (?:arrived?|come|delivered|show\w*|turn up|get here) (?:until|till|before|by)
    (?:days?|weeks?) (?:after|past|later|longer|more) ?(?:than)?[^.]{0,30}(?:promis\w+|expected|due|supposed|said|agreed|estimated)
    took (?:\w+ ){0,3}(?:forever|ages|weeks?|days?|months?)\b | (?:slow|lousy) (?:delivery|shipping)
    (?:promised|supposed to (?:arrive|come|be)|due|expected)[^.]{0,60}(?:came|arrived|got here|showed up|turned up|delivered) (?:only )?(?:on|in|days|a week|\w+ days)
    (?:arrived|came|delivered|turned up|showed up)[^.]{0,30} instead of (?:the |on )?(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)
    (?:delivery|shipping) (?:was |is |so |very |extremely |incredibly )+slow`,
  notReceived: String.raw`
    never (?:actually |even |ever )?(?:arrived?|came|come|showed|turned|received|got|delivered|reached)(?! on time| until| what)
    not (?:yet |even |actually |ever |still )?(?:been )?(?:arrived?|come|came|shown? up|show up|turn(?:ed)? up|received?|gotten|got|delivered|reached|here|appeared|had anything)\b(?! (?:on|in) time| until| till| before| by| what| the (?:right|correct))
    still (?:waiting|nothing)\b
    still (?:have not|has not|not) (?:my |the |a |an )?(?:order|package|parcel|delivery|arrived|here|received|got|come)
    still no \w+ | yet to (?:arrive|come|be delivered|show|receive) | no sign of
    where (?:is|are|the hell is|on earth is) (?:my|our|the|it|order)
    (?:order|package|parcel|delivery|shipment|items?|it) (?:is |was |went |has gone |has been |got |gone |must be |seems )+(?:lost|missing|stolen|stuck)
    (?:is|was|got|been|gone|went|gets) lost
    (?:lost|missing|undelivered) (?:order|package|parcel|delivery|shipment) | lost in
    (?:you|they|courier|carrier|postman|post) (?:have |has )?lost (?:my|it|the)(?! (?:trust|patience|business|plot))
    (?:none|neither|nor|nothing)[^.]{0,40}(?:arrived|came|come|shown up|turned up|received|delivered)(?! on time)
    vanished | disappeared | undelivered | (?:on (?:its|the|their) way|in transit)\W{0,3}(?:for|since)\b
    when (?:will|is|can|do|does|should)[^.]{0,50}(?:arriv\w+|come|coming|delivered|get|ship\w*|receive|here)
    (?:status|tracking) (?:of|for|on) | waiting (?:for|on) (?:my|it|the|this|our|order)`,
  faulty: String.raw`
    tore\b | torn\b | tears?\b(?! (?:of|in my)) | rip(?:ped|s)\b | holes?\b | (?:came|fell|peel\w*|broke) off
    peel(?:s|ed|ing)\b | fad(?:ed|ing)\b | stain(?:s|ed)\b | bent\b | burst\b | bust(?:ed)?\b | rust\w* | unravel\w*
    shr[aiu]nk\b | (?:poor|bad|terrible|low|shoddy|awful) quality | smells? (?:bad|awful|terrible|weird|of)
    dead on arrival | malfunction\w* | blunt\b | warped | broken\b | (?<!am |i )broke\b(?! down| my| the news)
    damag(?:ed?|es|ing)\b | crack(?:ed|s)?\b | shatter\w+ | smash(?:ed|es)?\b | shards | dent(?:ed|s)?\b
    scratch\w* | chip(?:ped|s)\b | crushed
    in (?:a thousand |a million |tiny |many |several |two |three )?(?:pieces|bits|shards|splinters|half)
    leak(?:s|ed|ing)\b | defect\w* | fault(?:y|s)\b | stopped working | wobbl\w+ | fell apart | falling apart
    unusable | snapped
    (?:is|was|are|were|came|arrived|got) (?:all |completely |totally |badly )?(?:torn|ripped|bent|stained|squashed|split|dead|mouldy|moldy|warped)
    not (?:work\w*|turn on|switch on|function\w*)
    (?<!(?:my|our|a|her|his) )(?:ruined|destroyed|wrecked)(?! (?:my|our|the|his|her|their|everything|a|your|birthday|holiday|party|christmas))
    wrong (?:\w+ ){0,2}(?:item|product|one|colou?r|size|thing|order|article|model|stuff)s?\b(?! (?:number|address))
    (?:sent|got|received|delivered|shipped|gave)[^.]{0,25} wrong | wrong\w* (?:sent|delivered|shipped)
    not (?:\w+ ){0,2}(?:what|the (?:one|item|thing|product)s?)[^.]{0,12} (?:ordered|bought|paid for)
    (?:got|received|sent|contained) [^.]{0,40}instead\b | someone else's
    (?:different|another) (?:item|product|article)\b`,
  incomplete: String.raw`
    (?:sent|got|received|delivered) (?:me )?(?:only |just )?(?:one|two|three|\d) [^.]{0,30}(?:paid for|ordered|instead of) (?:two|three|four|five|six|\d)
    (?<!(?:order|package|parcel|delivery|shipment|refund|money)(?: is| was| went| has gone| still| is still| gone| has been)* )missing\b(?! (?:order|package|parcel|delivery|refund))
    incomplete | (?:not|nothing) in the (?:box|package|parcel) | only (?:\w+ ){0,3}(?:of|out of) (?:the )?\w+
    only (?:one|two|three|\d) (?:\w+ ){0,2}(?:in the box|arrived|came)`,
  exchange: String.raw`
    exchang\w* | swap\w* | replac(?:e|ement|ed|ing)\b | another (?:one|size|colou?r)
    (?:different|bigger|smaller|larger|other) size | re-?send | send (?:me |us )?(?:the )?(?:missing|rest|other)
    send (?:it|them|this|one) again
    (?:send|ship|want|need|get) (?:me |us )?(?:a |an |the |two |some )?(?:new|correct|right|working|undamaged) (?:ones?|items?|products?)
    (?:send|ship) (?:me |us )?(?:a |the |two |some )?(?:new|correct|right|working|undamaged|another) \w+`,
  changeOfMind: String.raw`
    change(?:d)? (?:my|our) mind | not (?:really )?(?:like|love|want|need) (?:it|them|the|this one|any ?more)
    no longer (?:want|need|like) | not (?:really )?(?:suit|fit|match)\b | not my (?:style|taste|thing)
    (?:want|like|wish|going|need|how (?:do|can) i|can i|may i|could i) (?:to )?(?:return|send back|give back)\b
    (?:return|send) (?:it|them|this|these|the \w+|my \w+)(?: \w+)? back
    return (?:it|them|this|these|the \w+|my \w+) | too (?:small|big|large|tight|loose|dark|bright|ugly)\b
    (?:ordered|bought) (?:it |this |the \w+ )?by (?:mistake|accident) | regret (?:buying|the|my|ordering)
    (?:found|saw) (?:it|one|the same) [^.]{0,20}cheaper | unwanted
    looks? (?:\w+ )?(?:better|nicer|different) (?:in|on)`,
  cancel: String.raw`
  cancel\w* | call off | change (?:my|the) (?:delivery |shipping )?address
  (?:new|wrong|different) (?:delivery |shipping )?address`,
  misleading: String.raw`
    (?:not|never|no|nor) (?:\w+ )?(?:received|got|gotten|had|heard|receive|get|hear|answered)(?: back)? ?(?:a|any|an|my|the|from|even a)? ?(?:single |proper )?(?:reply|replies|answers?|response|email|e-mail|call|confirmation|invoice|word|you|anyone|anybody|apology)\b
    still (?:no|waiting for (?:a|an|any|your)) (?:reply|answer|response|call|apology|explanation)
    waiting for (?:a|an|any|your) (?:reply|answer|response|call|explanation) | better late than never
    broken? (?:my heart|(?:your )?promises?|your word|english) | late (?:last|at) night | not only | sooner or later
    (?:what (?:happens |would happen )?if|in case)[^.,!?]* | something (?:is |went |has gone )?wrong
    went (?:so |terribly |horribly )?wrong | what is wrong with you | wrong with (?:you|your)
    (?:website|site|app|link|tracking(?: link| number)?|login|checkout|phone line|chat|coupon|code|voucher)[^.]{0,20} (?:not work\w*|broken|down)`,
};
