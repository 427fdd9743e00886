/** Cache markers that the API refuses, each breaking one rule. */
import { assistant, closeAll, type RefusalCase, refusals, text, TOOL, user } from '../rig';

const HI = user(text('Hello'));
const marked = { cache_control: { type: 'ephemeral' } };
const markedHour = { cache_control: { type: 'ephemeral', ttl: '1h' } };
const TTL_ORDER =
  "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.";
const EXTRA = 'Extra inputs are not permitted';
const five = Array.from({ length: 5 }, (_, index) => text(`part ${index}`, marked));

const MARKERS: readonly RefusalCase[] = [
  ['five markers', { messages: [user(...five)] }, 'A maximum of 4 blocks with cache_control may be provided. Found 5.'],
  [
    'four markers and one for all',
    { ...marked, messages: [user(...five.slice(1))] },
    'A maximum of 4 blocks with cache_control may be provided. Found 5.',
  ],
  [
    'one hour after five minutes',
    { system: [text('s', marked)], messages: [user(text('x', markedHour))] },
    `messages.0.content.0.cache_control.ttl: ${TTL_ORDER}`,
  ],
  [
    "one hour after the tools' five minutes",
    { tools: [{ ...TOOL, ...marked }], system: [text('s', markedHour)] },
    `system.0.cache_control.ttl: ${TTL_ORDER}`,
  ],
  [
    'an unknown TTL',
    { messages: [user(text('x', { cache_control: { type: 'ephemeral', ttl: '2h' } }))] },
    "messages.0.content.0.text.cache_control.ttl: Input should be '5m' or '1h'",
  ],
  [
    'a marker on an empty text',
    { messages: [user(text('', marked), text('x'))] },
    'messages.0.content.0.text: cache_control cannot be set for empty text blocks',
  ],
  [
    'a marker on thinking',
    { messages: [HI, assistant({ type: 'thinking', thinking: '', signature: 's', ...marked }), HI] },
    `messages.1.content.0.thinking.cache_control: ${EXTRA}`,
  ],
  [
    'a marker on a message',
    { messages: [{ role: 'user', content: 'x', ...marked }] },
    `messages.0.cache_control: ${EXTRA}`,
  ],
];

describe('checkCacheMarkers', () => {
  afterEach(closeAll);

  refusals(MARKERS);
});
