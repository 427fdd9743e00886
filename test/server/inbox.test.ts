/** `dw inbox` as a person and as a hostile page meet it: over HTTP, and in a real browser where there is one. */
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { runDw } from '../../src/cli/program';
import type { Run } from '../../src/client';
import { say, use } from '../../src/testing';
import { recordedTerminal, type RecordedTerminal } from '../cli/recorded-terminal';
import { asked, GO, resultIn, script, yes } from './approval-desk';
import { openLab, type Lab } from './lab';

const HOSTILE =
  '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>\u202Etxt.exe\u200B"';

let lab: Lab;
let terminal: RecordedTerminal;
let ended: Promise<number>;
let url: URL;

beforeAll(async () => {
  lab = await openLab();
  process.env['TEMPORAL_ADDRESS'] = lab.server.address;
  terminal = recordedTerminal();
  ended = runDw(['inbox', '--port', '0', '--by', 'lead'], terminal);
  while (terminal.written.length === 0) await pause(20);
  url = new URL(/http:\S+/.exec(terminal.written[0]!)![0]);
}, 60_000);

afterAll(async () => {
  terminal.interrupt();
  expect(await ended).toBe(0);
  await lab.close();
});

/** One request with exactly these headers. */
function ask(path: string, headers: Record<string, string> = {}, form?: Record<string, string>): Promise<Answer> {
  const body = form && new URLSearchParams(form).toString();
  const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { method: form ? 'POST' : 'GET', headers: { ...type, ...headers } });
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    sent.end(body);
  });
}
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const own = (): Record<string, string> => ({ origin: url.origin });

/** The hidden fields of one run's card. */
async function fieldsOf({ id }: Run): Promise<Record<string, string>> {
  const { text } = await ask('.');
  const card = text.split('<article').find((part) => part.includes(`value="${id}"`))!;
  const fields = [...card.matchAll(/name="(\w+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value] as const));
}
const answer = async (run: Run, more: Record<string, string>): Promise<Answer> =>
  ask('answer', own(), { ...(await fieldsOf(run)), ...more });

test('the page says who asks, what would happen, why, and until when; an answer there lets the run go on', async () => {
  const seen = lab.account();
  const run = await lab.start('payOut', GO, script(6_000));
  const [question] = await asked(run);
  const { text, headers } = await ask('.');
  for (const told of [run.id, 'pay', 'Pays cents.', '6000', 'They want it back.', 'lead or head'])
    expect(text).toContain(told);
  expect(text).toContain(`Until ${new Date(question!.expiresAt).toUTCString()}`);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['access-control-allow-origin']).toBeUndefined();
  expect((await answer(run, { decision: 'approve', comment: '' })).status).toBe(303);
  expect(await run.result()).toMatchObject({ kind: 'answer' });
  expect(resultIn(seen().requests[1])).toContain('paid 6000');
  expect((await ask('.')).text).toContain(`${run.id}: approved.`);
});

test('changed arguments that are wrong come back with what was typed; right ones run', async () => {
  const seen = lab.account();
  const run = await lab.start('payOut', GO, script(6_000));
  await asked(run);
  const broken = await answer(run, { decision: 'approve', arg0: '7,5', comment: 'less' });
  expect([broken.status, broken.text]).toEqual([
    409,
    expect.stringMatching(/`cents` must be a number.*<details open>.*value="7,5".*value="less"/s),
  ]);
  const wrong = await answer(run, { decision: 'approve', arg0: '-7' });
  expect(wrong.text).toMatch(/The changed arguments are not valid:.*cents/s);
  expect((await answer(run, { decision: 'approve', arg0: '7', comment: 'less' })).status).toBe(303);
  await run.result();
  expect(resultIn(seen().requests[1])).toContain('paid 7');
});

test('several runs wait beside each other; a refusal and its comment reach the right one', async () => {
  const seen = lab.account();
  const first = await lab.start('payOut', GO, script(6_000));
  await asked(first);
  const second = await lab.start('payOut', GO, script(8_000));
  await asked(second);
  expect((await ask('.')).text).toContain('2 calls wait for a person');
  await answer(second, { decision: 'deny', comment: 'Too much.' });
  lab.simulator.setScript([say('Done.')]);
  await second.result();
  expect(resultIn(seen().requests.at(-1))).toContain('Too much.');
  const gone = await fieldsOf(first);
  expect((await answer(first, { decision: 'approve' })).status).toBe(303);
  const again = await ask('answer', own(), { ...gone, decision: 'deny' });
  expect([again.status, again.text]).toEqual([409, expect.stringContaining('Not taken')]);
  lab.simulator.setScript([say('Done.')]);
});

describe('others are kept out', () => {
  test.each<[string, () => Promise<Answer>, number]>([
    ['without the token', () => ask('/'), 403],
    ['with another token', () => ask('/AAAA/'), 403],
    ['under another name for this machine', () => ask('.', { host: `evil.example:${url.port}` }), 421],
    ['answers from another page', () => ask('answer', { origin: 'http://evil.example' }, { decision: 'approve' }), 403],
    ['answers from another port', () => ask('answer', { origin: 'http://127.0.0.1:1' }, { decision: 'approve' }), 403],
    ['answers from nowhere', () => ask('answer', {}, { decision: 'approve' }), 403],
    ['an answer without a decision', () => ask('answer', own(), { workflowId: 'x' }), 400],
  ])('%s', async (_who, asking, status) => {
    const { status: got, headers } = await asking();
    expect([got, headers['access-control-allow-origin']]).toEqual([status, undefined]);
  });
});

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const withBrowser = existsSync(CHROMIUM) ? describe : describe.skip;
if (withBrowser === describe.skip) console.warn(`No browser at ${CHROMIUM} (CHROMIUM_PATH): its tests are left out.`);

withBrowser('in a browser', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
    page = await browser.newPage();
  }, 60_000);
  afterAll(() => browser.close());

  /** Moves the focus on until it is on something with this name. */
  const tabTo = async (name: string): Promise<void> => {
    const focused = 'document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText || ""';
    for (let tabs = 0; tabs < 20; tabs++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate<string>(focused)).startsWith(name)) return;
    }
    throw new Error(`The Tab key does not reach \`${name}\`.`);
  };

  test('hostile text is text: it runs nothing, and what would be unseen is spelt out', async () => {
    const run = await lab.start('speakUp', GO, [use('echo', { text: HOSTILE }, { text: HOSTILE }), say('Done.')]);
    await asked(run);
    const requests: string[] = [];
    page.on('request', (sent) => requests.push(new URL(sent.url()).pathname.split('/').at(-1)!));
    await page.goto(url.href, { waitUntil: 'load' });
    const text = await page.innerText('article');
    expect(text).toContain('<img src=x onerror=');
    expect(text).toContain('⟦U+202E⟧txt.exe⟦U+200B⟧');
    expect(await page.title()).toBe('(1) Approvals');
    expect(requests).toEqual(['', 'style.css', 'script.js']);
    await page.click('button[value=deny]');
    await page.waitForSelector('text=refused');
    await run.result();
  }, 60_000);

  test('each argument is changed in a field of its kind, by keyboard, and what was left alone stays', async () => {
    const seen = lab.account();
    const args = { count: 2, size: 'small', express: true, to: { city: '<b>Ulm</b>\u200B' } };
    const run = await lab.start('speakUp', GO, [use('order', args), say('Done.')]);
    await asked(run);
    await page.goto(url.href, { waitUntil: 'load' });
    await tabTo('Change the arguments');
    await page.keyboard.press('Enter');
    await tabTo('count');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('3');
    await tabTo('size');
    await page.keyboard.press('ArrowDown');
    await tabTo('express');
    await page.keyboard.press('ArrowDown');
    await tabTo('note');
    await page.keyboard.type('<script>alert("1")</script>');
    await tabTo('to');
    expect(await page.inputValue('textarea')).toBe('{\n  "city": "<b>Ulm</b>\\u200b"\n}');
    await tabTo('Approve');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=approved with your changes');
    await run.result();
    const meant = { count: 3, size: 'large', express: false, to: args.to, note: '<script>alert("1")</script>' };
    expect(resultIn(seen().requests[1])).toContain(JSON.stringify(`ordered ${JSON.stringify(meant)}`).slice(1, -1));
  }, 60_000);

  test('the keyboard alone changes and approves a call; news leave alone what is being typed', async () => {
    const seen = lab.account();
    const run = await lab.start('payOut', GO, script(6_000));
    await asked(run);
    await page.goto(url.href, { waitUntil: 'load' });
    await tabTo('Change the arguments');
    await page.keyboard.press('Enter');
    await tabTo('cents');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('4321');
    await page.keyboard.press('Enter'); // only the buttons answer
    await tabTo('Comment');
    await page.keyboard.type('Half of ');
    const other = await lab.client.start('payOut', { id: 'payOut:other', taskQueue: lab.taskQueue, input: GO });
    lab.simulator.setScript([...script(9_000).slice(0, 1), say('Done.'), say('Done.')]);
    await page.waitForSelector('text=2 calls wait', { timeout: 30_000 });
    await page.keyboard.type('it.');
    expect(await page.inputValue('article input[name=comment]')).toBe('Half of it.');
    await tabTo('Approve');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=approved with your changes');
    await run.result();
    expect(seen().requests.some((sent) => resultIn(sent).includes('paid 4321'))).toBe(true);
    const [question] = await asked(other);
    await tabTo('Comment');
    await page.keyboard.type('Hm');
    await other.resolveApproval(yes(question!, { decision: 'deny', approver: 'head' }));
    await page.waitForSelector('text=answered elsewhere', { timeout: 30_000 });
    expect(await page.inputValue('article input[name=comment]')).toBe('Hm');
    expect(await page.isDisabled('article button[value=approve]')).toBe(true);
    await other.result();
  }, 90_000);
});
