/** What compiles and what must not, each with its reason. Never run: `types.test.ts` has the compiler judge it. */
import { z } from 'zod';
import { defineTool } from '../../../src/activities';
import {
  askClaude,
  defineAgent,
  runAgent,
  toolbox,
  unhandled,
  usd,
  type Agent,
  type Outcome,
} from '../../../src/workflows';
import type * as tools from './tools';

const base = { name: 'a', model: 'm', system: '', maxTokens: 1 };
const common = { name: 'x', description: 'd', input: z.object({ a: z.string() }) };

export const looping = defineAgent({
  ...base,
  tools: toolbox<typeof tools>({ findOrders: {}, issueRefund: { maxCalls: 1 } }),
  maxTurns: 5,
  output: z.object({ cents: z.int() }),
});
export const plain = defineAgent(base);

// @ts-expect-error misspelt tool
toolbox<typeof tools>({ findOrder: {} });
// @ts-expect-error an export that is no tool
toolbox<typeof tools>({ LIMIT: {} });
// @ts-expect-error misspelt rule
toolbox<typeof tools>({ findOrders: { maxCall: 1 } });
// @ts-expect-error a rule of another type
toolbox<typeof tools>({ findOrders: { maxCalls: 'one' } });

toolbox<typeof tools>({ issueRefund: { approval: ({ amountCents }) => amountCents > 1 } });
// @ts-expect-error a rule over an argument that the tool does not have
toolbox<typeof tools>({ issueRefund: { approval: ({ euros }) => euros > 1 } });
// @ts-expect-error a rule that says neither yes nor no
toolbox<typeof tools>({ issueRefund: { approval: ({ amountCents }) => amountCents } });

toolbox<typeof tools>({ findOrders: {}, issueRefund: { after: ['findOrders'] } });
// @ts-expect-error after a tool that there is not
toolbox<typeof tools>({ findOrders: {}, issueRefund: { after: ['findOrder'] } });

// @ts-expect-error tools without a turn limit
defineAgent({ ...base, tools: toolbox<typeof tools>({}) });
// @ts-expect-error a turn limit without tools
defineAgent({ ...base, maxTurns: 5 });
// @ts-expect-error another effort
defineAgent({ ...base, effort: 'hard' });
// @ts-expect-error no room said
defineAgent({ name: 'a', model: 'm', system: '' });

// @ts-expect-error a tool without effect
defineTool({ ...common, run: async () => null });
// @ts-expect-error another effect
defineTool({ ...common, effect: 'write', run: async () => null });
// @ts-expect-error idempotent without a key
defineTool({ ...common, effect: 'idempotent', run: async () => null });
// @ts-expect-error a key over an argument that is not there
defineTool({ ...common, effect: 'idempotent', key: ({ b }) => String(b), run: async () => null });
// @ts-expect-error once without verify
defineTool({ ...common, effect: 'once', run: async () => null });
// @ts-expect-error read with verify
defineTool({ ...common, effect: 'read', verify: 'cannot', run: async () => null });
// @ts-expect-error read with undo
defineTool({ ...common, effect: 'read', undo: async () => undefined, run: async () => null });
// @ts-expect-error an undo over an argument that is not there
defineTool({ ...common, effect: 'idempotent', key: 'call', undo: async ({ b }) => void b, run: async () => null });
// @ts-expect-error a no that is not fenced
defineTool({ ...common, effect: 'once', verify: async () => ({ ran: 'no' as const }), run: async () => null });
// @ts-expect-error a key that is no text
defineTool({ ...common, effect: 'idempotent', key: () => 7, run: async () => null });
// @ts-expect-error a key without a use
defineTool({ ...common, effect: 'read', key: 'call', run: async () => null });
// @ts-expect-error run's arguments are typed by the schema
defineTool({ ...common, effect: 'read', run: async ({ b }) => String(b) });
// @ts-expect-error a date is no JSON
defineTool({ ...common, effect: 'read', run: async () => new Date() });
// @ts-expect-error nor deep inside
defineTool({ ...common, effect: 'read', run: async () => ({ list: [{ at: new Date() }] }) });
// @ts-expect-error a map is no JSON
defineTool({ ...common, effect: 'read', run: async () => ({ map: new Map<string, string>() }) });
// @ts-expect-error a function is no JSON
defineTool({ ...common, effect: 'read', run: async () => ({ act: () => 1 }) });
// @ts-expect-error a tool takes an object
defineTool({ ...common, input: z.string(), effect: 'read', run: async () => null });
defineTool({
  ...common,
  effect: 'once',
  verify: 'cannot',
  run: async ({ a }, { signal, log }) => (log.info(a, { aborted: signal.aborted }), undefined),
});
defineTool({
  ...common,
  effect: 'idempotent',
  key: 'call',
  run: async ({ a }) => ({ a, list: [1, null], more: undefined }),
  undo: async ({ a }, { effectKey, log }) => log.info(a, { effectKey }),
});

/** Outcomes in a pipeline. */
export async function pipeline(): Promise<void> {
  const outcome = await runAgent(looping, {
    prompt: 'x',
    budget: usd(0.5),
    maxToolCalls: 3,
    data: [{ source: 's', text: 't' }],
  });
  // @ts-expect-error output exists only on an answer
  void outcome.output;
  if (outcome.kind === 'answer') {
    const cents: number = outcome.output.cents;
    // @ts-expect-error not in the schema
    void outcome.output.dollars;
    void cents;
  }
  if (outcome.kind === 'invalid') void outcome.problem.trim();
  // @ts-expect-error a problem exists only on an invalid answer
  void outcome.problem;
  // @ts-expect-error a budget is money, not a bare number
  await runAgent(looping, { prompt: 'x', budget: 0.5 });
  // @ts-expect-error an ask has a prompt
  await runAgent(looping, {});
  // @ts-expect-error data says where it comes from
  await runAgent(looping, { prompt: 'x', data: [{ text: 't' }] });
  // @ts-expect-error an agent with tools is not one call
  await askClaude(looping, { prompt: 'x' });
  const asked = await askClaude(plain, { prompt: 'x' });
  if (asked.kind === 'answer') asked.output.toUpperCase();
  const agents: Agent<unknown>[] = [looping, plain];
  void agents;
}

/** Every kind is handled: compiles. */
export function handled(outcome: Outcome<string>): string {
  switch (outcome.kind) {
    case 'answer':
      return outcome.output;
    case 'refused':
    case 'invalid':
    case 'cut':
    case 'contextFull':
    case 'turnLimit':
    case 'stopped':
    case 'budget':
      return outcome.text;
    default:
      return unhandled(outcome);
  }
}

/** One kind is forgotten: does not. */
export function forgotten(outcome: Outcome<string>): string {
  switch (outcome.kind) {
    case 'answer':
      return outcome.output;
    case 'refused':
    case 'invalid':
    case 'cut':
    case 'contextFull':
    case 'turnLimit':
      return outcome.text;
    default:
      // @ts-expect-error budget is not handled
      return unhandled(outcome);
  }
}
