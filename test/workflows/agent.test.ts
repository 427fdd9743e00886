/** An agent is frozen data, and one that cannot work is refused when it is defined, in words. */
import { z } from 'zod';
import { AgentDefinitionError, defineAgent, type Agent } from '../../src/workflows/agent';
import { toolbox, type Rules } from '../../src/workflows/toolbox';

const base = { name: 'resolver', model: 'claude-opus-5-5', system: 'Be kind.', maxTokens: 1_000 };
const define = (change: object): Agent<unknown> => defineAgent({ ...base, ...change });
const withRules = (rules: Rules): object => ({
  tools: toolbox<Record<'read', never>>({ read: rules }),
  maxTurns: 5,
});

test('what is not said has a default', () => {
  expect(define({})).toEqual({ ...base, maxTurns: 3, heartbeatTimeoutMs: 10_000 });
  expect(define({ heartbeatTimeoutMs: 1_000, effort: 'low' })).toMatchObject({
    heartbeatTimeoutMs: 1_000,
    effort: 'low',
  });
});

test('an agent cannot be changed', () => {
  const agent = define({}) as { model: string };
  expect(() => (agent.model = 'another')).toThrow(TypeError);
});

test('an output schema is kept to check with, and beside it what the API takes', () => {
  const output = z.object({ score: z.int().min(0) });
  const agent = define({ output });
  expect(agent.output).toBe(output);
  expect(agent.outputSchema).toMatchObject({ type: 'object', additionalProperties: false });
});

test.each<[string, object, string]>([
  [
    'without a name',
    { name: '' },
    "An agent's name is a letter, then letters, digits, `_` or `-`, at most 64 in all; not ``.",
  ],
  ['with a name that no activity id takes', { name: 'my agent' }, 'not `my agent`.'],
  ['with a dot in its name', { name: 'a.1/t1' }, 'not `a.1/t1`.'],
  ['without a model', { model: '' }, 'Agent `resolver` needs a model, for instance `claude-opus-5-5`.'],
  ['without room', { maxTokens: 0 }, 'Agent `resolver`: maxTokens must be a whole number from 1 to 128000, not `0`.'],
  [
    'with more room than any model gives',
    { maxTokens: 128_001 },
    'maxTokens must be a whole number from 1 to 128000, not `128001`.',
  ],
  ['with half a token', { maxTokens: 1.5 }, 'maxTokens must be a whole number'],
  [
    'without maxTokens',
    { maxTokens: undefined },
    'maxTokens must be a whole number from 1 to 128000, not `undefined`.',
  ],
  ['without turns', { maxTurns: 0 }, 'maxTurns must be a whole number from 1 to 10000, not `0`.'],
  [
    'with turns without end',
    { maxTurns: Infinity },
    'maxTurns must be a whole number from 1 to 10000, not `Infinity`.',
  ],
  [
    'that a busy worker would lose',
    { heartbeatTimeoutMs: 999 },
    'heartbeatTimeoutMs must be a whole number from 1000 to',
  ],
  [
    'with a tool that may never be called',
    withRules({ maxCalls: 0 }),
    'Agent `resolver`: maxCalls of read must be a whole number from 1 to',
  ],
  ['with half a call', withRules({ maxCalls: 0.5 }), 'maxCalls of read must be a whole number'],
  ['with a tool that comes after none of its own', withRules({ after: ['look'] }), 'after `look`, which the toolbox'],
  ['with a tool that comes after itself', withRules({ after: ['read'] }), 'tools `read` can never be called'],
  ['with an output that is no object', { output: z.string() }, 'the API wants an object at the root'],
])('an agent %s is refused', (_title, change, words) => {
  expect(() => define(change)).toThrow(AgentDefinitionError);
  expect(() => define(change)).toThrow(words);
});

test('limits hold to the number', () => {
  for (const change of [
    { maxTokens: 1 },
    { maxTokens: 128_000 },
    { maxTurns: 10_000 },
    withRules({ maxCalls: 1 }),
    withRules({}),
  ])
    expect(() => define(change)).not.toThrow();
});
