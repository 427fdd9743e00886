/** One tool or agent disabled for all workers at once: what runs finishes, what comes next is refused, or ends. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say, use, type SimulatedRequest } from '../../src/testing';
import { SWITCHES_ID } from '../../src/common/switches';
import { openLab, type Lab } from './lab';

/** What `docs/policy.md` promises, and as much again for a busy machine. */
const WITHIN_MS = 2_000;

let lab: Lab;
const file = join(mkdtempSync(join(tmpdir(), 'kill-switch-test-')), 'notes');
beforeAll(async () => {
  lab = await openLab();
  await lab.addWorker();
}, 60_000);
afterAll(() => lab.close());
afterEach(async () => {
  for (const { kind, name } of await lab.client.disabled())
    await lab.client.enable(kind === 'tool' ? { tool: name } : { agent: name }, 'test');
});

const GO = { prompt: 'Go.' };
const OFF = { reason: 'The bank is down.', by: 'lead' };
const lastOf = ({ body }: SimulatedRequest): string => JSON.stringify(body.messages.at(-1));

test('a tool is refused by all workers soon after, and Claude is told who and why', async () => {
  let last = '';
  const refused: number[] = [];
  const run = await lab.start('work', GO, (request) => {
    last = lastOf(request);
    if (!last.includes('is disabled')) return use('note', { file, text: `${request.body.messages.length}` });
    refused.push(Date.now());
    return say('Done.');
  });
  for await (const step of run.follow()) if (step.name === 'note') break;
  await lab.client.disable({ tool: 'note' }, OFF);
  const at = Date.now();
  expect(await run.result()).toMatchObject({ kind: 'answer' });
  expect(last).toContain(
    'The tool `note` is disabled by lead: The bank is down. It was not started; do not call it again',
  );
  const took = (refused[0] ?? Infinity) - at;
  process.stdout.write(`from disable to the first refusal: ${took} ms\n`);
  expect(took).toBeLessThan(WITHIN_MS + 10_000); // the turn under way, on a machine that others use too
  const notes = readFileSync(file, 'utf8').length;
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await lab.run('work', GO, [use('note', { file, text: 'late' }), say('Done.')]);
  expect(readFileSync(file, 'utf8')).toHaveLength(notes);
  await lab.client.enable({ tool: 'note' }, 'lead');
}, 60_000);

test('an agent ends as stopped, by whom and why, and works again once it is enabled', async () => {
  await lab.client.disable({ agent: 'worker' }, OFF);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const { result, requests } = await lab.run('work', GO, []);
  expect(result).toMatchObject({ kind: 'stopped', by: 'lead', reason: 'The bank is down.', turns: 0 });
  expect(requests).toHaveLength(0);
  await lab.client.enable({ agent: 'worker' }, 'lead');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect((await lab.run('work', GO, [say('Done.')])).result).toMatchObject({ kind: 'answer' });
}, 30_000);

test('the list outlives an operator who ends its workflow, and two who change it at once', async () => {
  await lab.client.disable({ tool: 'echo' }, OFF);
  await lab.client.temporal.workflow.getHandle(SWITCHES_ID).terminate('tidying up');
  expect(await lab.client.disabled()).toMatchObject([{ kind: 'tool', name: 'echo', ...OFF }]);
  await Promise.all(['read', 'fail', 'swallow'].map((tool) => lab.client.disable({ tool }, OFF)));
  expect((await lab.client.disabled()).map(({ name }) => name).sort()).toEqual(['echo', 'fail', 'read', 'swallow']);
});
