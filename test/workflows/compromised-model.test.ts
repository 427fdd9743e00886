/**
 * A model that is in somebody else's hands proposes anything, in any order, to any toolbox. Thousands of such scripts: what
 * runs unasked is held against a second telling of the rule, which shares no code with the first.
 */
import { HASH, offer, use } from './tool-calls-rig'; // first: it stands in for Temporal's module
import fc from 'fast-check';
import { POLICY, type ToolOffer } from '../../src/common/offer';
import type { CallResult } from '../../src/common/wire';
import { defineAgent } from '../../src/workflows/agent';
import { freshProgress, type Progress } from '../../src/workflows/progress';
import { readStrangers, type TaintedRule } from '../../src/workflows/taint';
import { decide } from '../../src/workflows/tool-decision';
import { toolbox, type Rules } from '../../src/workflows/toolbox';

const RUNS = { numRuns: 3_000 };

const anyTool = fc.record({
  effect: fc.constantFrom('read', 'idempotent', 'once'),
  isUntrusted: fc.boolean(),
  isSensitive: fc.boolean(),
  tainted: fc.constantFrom<TaintedRule | undefined>(undefined, 'ask', 'refuse', 'allow', 'allowWithSensitive'),
  maxCalls: fc.constantFrom(undefined, 1, 3),
});
const anyToolbox = fc.array(anyTool, { minLength: 1, maxLength: 8 }).map((list) =>
  list.map(({ effect, isUntrusted, isSensitive, tainted, maxCalls }, at) => ({
    offer: {
      ...offer(`tool${at}`, effect),
      ...(isUntrusted && { trust: 'untrusted' as const }),
      ...(isSensitive && { sensitive: true as const }),
    },
    rule: { ...(tainted && { tainted }), ...(maxCalls && { maxCalls }) },
  })),
);
const anyScript = fc.array(fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
type Tools = readonly { readonly offer: ToolOffer; readonly rule: Rules }[];
interface Proposed {
  readonly tool: Tools[number];
  readonly became: 'unasked' | 'asked' | 'refused';
}

/** What became of each call, reply by reply. */
function play(tools: Tools, script: readonly (readonly number[])[], data: readonly string[]): Proposed[][] {
  const rules = Object.fromEntries(tools.map((tool) => [tool.offer.name, tool.rule]));
  const agent = defineAgent({
    ...{ name: 'a', model: 'm', system: '', maxTokens: 1, maxTurns: 9 },
    tools: toolbox<Record<string, never>>(rules as object),
  });
  const progress: Progress = {
    ...freshProgress([]),
    offer: { tools: tools.map((tool) => tool.offer), policy: POLICY },
  };
  for (const source of data) readStrangers(progress.taint, source);
  return script.map((reply) => {
    const uses = reply.map((tool, at) => use(at, `tool${tool % tools.length}`));
    const calls = uses.map(({ id }) => ({ id: String(id), hash: HASH }));
    return uses.map((call, at) => {
      const run = { agent, progress, id: { agent: 'a', agentNumber: 1, turn: 1 }, label: '', deadlines: [] };
      const decided = decide(uses, at, { calls } as unknown as CallResult, run); // what is read of it
      const became = 'text' in decided ? 'refused' : decided.because === undefined ? 'unasked' : 'asked';
      return { tool: tools[Number(String(call['name']).slice(4))]!, became } as const;
    });
  });
}

/** The rule, told once more: over the whole story, from what was read before or beside the call. */
function mayRunUnasked(story: readonly Proposed[][], reply: number, at: number, hasData: boolean): boolean {
  const { tool } = story[reply]![at]!;
  if (tool.offer.effect === 'read') return true;
  const before = story.slice(0, reply).flat();
  const beside = story[reply]!.filter((_, other) => other !== at);
  const read = [...before, ...beside].filter(({ became }) => became !== 'refused').map((call) => call.tool.offer);
  const isTainted = hasData || read.some(({ trust }) => trust === 'untrusted');
  if (!isTainted || tool.rule.tainted === 'allowWithSensitive') return true;
  return tool.rule.tainted === 'allow' && !read.some(({ sensitive }) => sensitive);
}

test('no script, through no toolbox, makes an effect run unasked that the rules leave to a person', () => {
  fc.assert(
    fc.property(anyToolbox, anyScript, fc.boolean(), (tools, script, hasData) => {
      const story = play(tools, script, hasData ? ['ticket'] : []);
      for (const [reply, calls] of story.entries())
        for (const [at, { became }] of calls.entries())
          if (became === 'unasked' && !mayRunUnasked(story, reply, at, hasData)) return false;
      return true;
    }),
    RUNS,
  );
});

test('a script that acts before it reads needs nobody, with any toolbox that can act', () => {
  fc.assert(
    fc.property(anyToolbox, (tools) => {
      const acting = tools.findIndex((tool) => tool.offer.effect !== 'read');
      fc.pre(acting >= 0);
      const [[first]] = play(tools, [[acting]], []) as [[Proposed]];
      return first.became === 'unasked';
    }),
    RUNS,
  );
});

test('after reading, what the toolbox allows still needs nobody, and reading never does', () => {
  fc.assert(
    fc.property(anyToolbox, anyScript, (tools, script) => {
      const story = play(
        tools.map(({ offer: offered, rule: { maxCalls: _, ...rule } }) => ({ offer: offered, rule })),
        script,
        ['ticket'],
      ).flat();
      return story.every(
        ({ tool, became }) =>
          became === 'unasked' || (tool.offer.effect !== 'read' && tool.rule.tainted !== 'allowWithSensitive'),
      );
    }),
    RUNS,
  );
});

test('a segment that was opened before the policy was known goes on without it', () => {
  const progress: Progress = { ...freshProgress([]), offer: { tools: [offer('pay', 'once')] } };
  readStrangers(progress.taint, 'ticket');
  const agent = defineAgent({
    ...{ name: 'a', model: 'm', system: '', maxTokens: 1, maxTurns: 9 },
    tools: toolbox<Record<string, never>>({ pay: { tainted: 'refuse' } }),
  });
  const reply = { calls: [{ id: 'toolu_0', hash: HASH }] } as unknown as CallResult; // what is read of it
  const run = { agent, progress, id: { agent: 'a', agentNumber: 1, turn: 1 }, label: '', deadlines: [] };
  expect(decide([use(0, 'pay')], 0, reply, run)).not.toHaveProperty('text');
});
