/** Whatever Claude writes as arguments: either they are exactly what the schema took, or there are words for Claude to mend them. */
import fc from 'fast-check';
import { z } from 'zod';
import { defineJsonTool, defineTool } from '../../src/activities';
import { registerTools } from '../../src/activities/tool-registry';
import { MAX_ARGUMENT_BYTES, validateCall } from '../../src/activities/tool-arguments';
import { hashOf } from '../../src/common/canonical-json';
import type { JsonObject } from '../../src/common/json';
import { CASES, expectUnpolluted, json, jsonObject, nested, text } from './hostile-values';

const common = { description: 'd', effect: 'read', run: async () => 'done' } as const;
const strict = defineTool({
  ...{ ...common, name: 'strict' },
  input: z.object({ id: z.string().max(20), count: z.int().default(1), list: z.array(z.string()).optional() }).strict(),
});
const loose = defineTool({ ...common, name: 'loose', input: z.object({ id: z.string() }).loose() });
const foreign = defineJsonTool({
  ...{ ...common, name: 'foreign' },
  inputSchema: { type: 'object', properties: { id: { type: 'string' }, deep: { type: 'object', default: {} } } },
});
const registry = registerTools({ strict, loose, foreign });

/** What came of one call; the SDK has parsed the same text. */
function checked(tool: string, rawJson: string) {
  let input: unknown = {};
  try {
    input = JSON.parse(rawJson);
  } catch {
    // the SDK gives what it could read
  }
  return { input, call: validateCall({ id: 'toolu_1', name: tool, input, rawJson }, registry.get(tool)) };
}

const tools = fc.constantFrom('strict', 'loose', 'foreign', 'constructor', '__proto__');

test('any JSON is taken as it is or answered with a problem, and never reaches what all objects share', () => {
  fc.assert(
    fc.property(
      tools,
      fc.oneof(
        json(),
        jsonObject(),
        jsonObject().map((more) => ({ ...more, id: '7' })),
      ),
      (tool, value) => {
        const { input, call } = checked(tool, JSON.stringify(value) ?? 'null');
        if ('problem' in call) expect(call.problem).toMatch(/\S/);
        else expect(call.hash).toBe(hashOf(call.args ?? (input as JsonObject)));
        expectUnpolluted();
      },
    ),
    CASES,
  );
});

test('any text in place of JSON is answered with a problem, unless it is an object after all', () => {
  fc.assert(
    fc.property(
      tools,
      fc.oneof(
        text(),
        json().map((value) => (JSON.stringify(value) ?? '').slice(0, -1)),
      ),
      (tool, raw) => {
        const { call } = checked(tool, raw);
        expect(typeof ('problem' in call ? call.problem : call.hash)).toBe('string');
      },
    ),
    CASES,
  );
});

test.each(['loose', 'foreign'])('depth and size have limits that are told, for %s', (tool) => {
  for (const levels of [200, 1_000, 10_000])
    expect(checked(tool, `{"id":"7","a":${nested(levels)}}`).call).toMatchObject({
      problem: expect.stringMatching(/levels deep/),
    });
  for (const size of [MAX_ARGUMENT_BYTES, 1_000_000])
    expect(checked(tool, JSON.stringify({ id: 'x'.repeat(size) })).call).toMatchObject({
      problem: expect.stringMatching(/bytes long/),
    });
  const numbers = '{"id":"7","n":12345678901234567890}';
  expect(checked(tool, numbers).call).toMatchObject({ problem: expect.stringMatching(/beyond 2\^53/) });
  expect(checked(tool, '{"id":"12345678901234567890"}').call).toHaveProperty('hash');
  expect(checked('strict', '{"id":"7","count":"5"}').call).toMatchObject({ problem: expect.stringMatching(/count/) });
});
