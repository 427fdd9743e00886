/**
 * Each row of "Which edits break running workflows", made on the complaint's bundle and replayed over a run that was
 * recorded before the edit. No server; a row that stops being true fails here.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { replayRuns, type RecordedRun } from '../../src/testing';
import { quietRuntime } from '../quiet-runtime';
import { cachedBundle } from '../server/cached-bundle';

/** A complaint that Claude resolved in five turns with five tools. */
const RUN = JSON.parse(readFileSync(join(__dirname, 'complaint-0.1.0.json'), 'utf8')) as RecordedRun;

/** One in which Claude was told of a tool that failed and of one that is none. */
const REFUSED = JSON.parse(readFileSync(join(__dirname, 'lab-work-0.1.0.json'), 'utf8')) as RecordedRun;

let code: string;
let lab: string;
beforeAll(async () => {
  quietRuntime();
  const built = async (path: string) => readFileSync((await cachedBundle(resolve(path))).codePath, 'utf8');
  code = await built('examples/complaint/workflow.ts');
  lab = await built('test/server/fixtures/lab-workflows.ts');
}, 120_000);

/** An edit as what stands in the bundle and what shall stand there instead. */
type Edit = readonly [name: string, from: string | RegExp, to: string];

/** What the workflow says when it replays on the edited code; empty where it replays. */
async function problemsAfter(from: string | RegExp, to: string, run = RUN, built = code): Promise<readonly string[]> {
  const edited = built.replace(from, to);
  expect(edited).not.toBe(built);
  for await (const { problems } of replayRuns([run], { workflowBundle: { code: edited } })) {
    return problems.filter(({ of }) => of === 'workflow').map(({ message }) => message);
  }
  throw new Error('Nothing was replayed.');
}

test.each<Edit>([
  ['another system prompt', 'You resolve complaints of a small shop.', 'You resolve complaints of a large shop.'],
  ['another model', "model: 'claude-opus-5-5'", "model: 'claude-sonnet-5-5'"],
  ['an effort', 'maxTokens: 4000,', "maxTokens: 4000, effort: 'low',"],
  ['other words of a prompt', 'Which label fits this message?', 'Which label fits?'],
  ['other words of a summary', "const BREAK = ' · '", "const BREAK = ' - '"],
  ['another budget', /usd\)\(0\.5\)/, 'usd)(5)'],
  ['another heartbeat timeout', 'HEARTBEAT_TIMEOUT_MS = 3000', 'HEARTBEAT_TIMEOUT_MS = 9000'],
  ['a tool that is added to a toolbox', 'readPolicy: {},', 'readPolicy: {}, added: {},'],
  ['a tool taken from a toolbox that the run did not call', /escalateToManager: \{[^}]*\},/, ''],
  ['a limit that the run met neither before nor after', 'MAX_TURNS = 12', 'MAX_TURNS = 6'],
  ['an output schema that judges the answer alike', "'legal_threat',", "'legal_threat', 'praise',"],
])('%s: an open run replays', async (_name, from, to) => {
  expect(await problemsAfter(from, to)).toEqual([]);
});

test.each<Edit>([
  ['a tool that failed', 'failed, also when tried again. Take', 'did not work. Take'],
  ['a tool that is none', 'There is no tool', 'Nobody knows a tool'],
])('other words of a refusal, of %s: an open run replays', async (_name, from, to) => {
  const payloads = [...JSON.stringify(REFUSED.history).matchAll(/"data":"([^"]+)"/g)];
  expect(payloads.map(([, data = '']) => Buffer.from(data, 'base64').toString()).join('\n')).toContain(from);
  expect(await problemsAfter(from, to, REFUSED, lab)).toEqual([]);
});

test.each<Edit>([
  ['a tool taken from a toolbox that the run called', /draftReply: \{[^}]*\},?/, ''],
  ['fewer turns than the run took', 'MAX_TURNS = 12', 'MAX_TURNS = 4'],
  ['fewer tool calls than the run made', /budget: (\w+)\.AGENT_BUDGET/, 'budget: $1.AGENT_BUDGET, maxToolCalls: 2'],
  ['an output schema that judges the answer otherwise', /'legal_threat',\s+'ordinary'/, "'legal_threat', 'usual'"],
  ['a renamed agent', "name: 'resolver'", "name: 'solver'"],
  [
    'a step that is added',
    'const ticket = await loadTicket(input);',
    'await loadTicket(input); const ticket = await loadTicket(input);',
  ],
  ['a step that is removed', /const resolution = await recordResolution\([^;]*;/, 'const resolution = {};'],
])('%s: an open run breaks', async (_name, from, to) => {
  expect(await problemsAfter(from, to)).toEqual([expect.stringMatching(/Nondeterminism error/)]);
});

test('schemas, descriptions, effects and keys of tools are no part of what replays', () => {
  expect(code).not.toMatch(/defineTool\)?\(/);
});
