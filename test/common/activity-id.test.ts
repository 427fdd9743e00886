/** The ids in histories: frozen literally, for replay compares them, and readable back. */
import {
  formatActivityId,
  isAgentName,
  parseActivityId,
  TOOL_USE_ID,
  type CallId,
  type CarryId,
  type ToolCallId,
} from '../../src/common/activity-id';

const place = { agent: 'resolver', agentNumber: 1, turn: 3 };

const FROZEN: readonly [string, CallId | ToolCallId | CarryId][] = [
  ['resolver.1/t3/claude.0', { kind: 'call', ...place, scheduling: 0 }],
  ['a-B_9.12/t300/claude.2', { kind: 'call', agent: 'a-B_9', agentNumber: 12, turn: 300, scheduling: 2 }],
  ['resolver.1/t3/2.toolu_01A.0', { kind: 'tool', ...place, position: 2, toolUseId: 'toolu_01A', scheduling: 0 }],
  ['resolver.1/t3/0.claude.1', { kind: 'tool', ...place, position: 0, toolUseId: 'claude', scheduling: 1 }],
  ['resolver.1/t3/10.-_-.0', { kind: 'tool', ...place, position: 10, toolUseId: '-_-', scheduling: 0 }],
  ['resolver.1/t3/carry.1', { kind: 'carry', ...place, part: 1 }],
  ['claude.1/t1/claude.0', { kind: 'call', agent: 'claude', agentNumber: 1, turn: 1, scheduling: 0 }],
];

test.each(FROZEN)('the format is frozen: %s', (text, id) => {
  expect(formatActivityId(id)).toBe(text);
  expect(parseActivityId(text)).toEqual(id);
});

test.each([
  '',
  '1',
  'chargeCard',
  'resolver.1/t3',
  'resolver.1/t3/claude',
  'resolver.1/t3/claude.x',
  'resolver/t3/claude.0',
  'resolver.1/3/claude.0',
  '1r.1/t3/claude.0',
  ' resolver.1/t3/claude.0',
  'resolver.1/t3/claude.0\n',
  'resolver.1/t3/0.a.b.0',
  'resolver.1/t3/0..0',
  'resolver.1/t3/carry.',
  'x/resolver.1/t3/claude.0',
])('an id that is not ours is not read: %j', (text) => {
  expect(parseActivityId(text)).toBeUndefined();
});

test('equal tool use ids in one reply have different activity ids', () => {
  const ids = [0, 1].map((position) =>
    formatActivityId({ kind: 'tool', ...place, position, toolUseId: 'same', scheduling: 0 }),
  );
  expect(new Set(ids).size).toBe(2);
});

test.each<[string, boolean]>([
  ['a', true],
  ['resolver', true],
  ['Resolver_2-b', true],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
  ['', false],
  ['2nd', false],
  ['_a', false],
  ['a.b', false],
  ['a/b', false],
  ['a b', false],
  ['é', false],
  ['a\n', false],
])('the name %j may stand in an id: %s', (name, may) => {
  expect(isAgentName(name)).toBe(may);
});

test.each<[string, boolean]>([
  ['toolu_01AbC', true],
  ['x'.repeat(128), true],
  ['x'.repeat(129), false],
  ['', false],
  ['a.b', false],
  ['a/b', false],
  ['a\n', false],
])('the tool use id %j is accepted: %s', (id, is) => {
  expect(TOOL_USE_ID.test(id)).toBe(is);
});
