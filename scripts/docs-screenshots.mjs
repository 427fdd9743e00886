/**
 * `npm run docs:screenshots`: pictures for docs/ of runs as the Temporal UI shows them: the complaint example on a server,
 * a Postgres and a simulated Claude of its own. Stands apart from the demo because it needs a browser and tells nothing.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bootstrap, main } from './bootstrap.mjs';
import { ROOT } from './checkout-state.mjs';
import { say } from './progress.mjs';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const IMAGES = join(ROOT, 'docs', 'images');

/** Wide enough for a whole summary; higher than any picture. */
const VIEWPORT = { width: 1_700, height: 1_600 };

/** What a row needs after its text is there; the UI has no sign of its own for that. */
const DRAWN_MS = 1_000;

const TEXT_WITHIN_MS = 60_000;

/** Claude's third reply in the agent's conversation answers the fifth message. */
const AT_THIRD_REPLY = 5;

const INTERRUPTED = 130;

const require = createRequire(import.meta.url);

await main(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`No Chromium at \`${CHROMIUM}\`: install it (apt-get install chromium), or set CHROMIUM_PATH.`);
  }
  await bootstrap();
  // Ours, whatever the environment names: the pictures show ids that are the same each time.
  for (const name of ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'DATABASE_URL']) delete process.env[name];
  const cleanUps = [];
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    return await Promise.race([takePictures(cleanUps), interrupted.then(() => INTERRUPTED)]);
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp().catch((error) => say(error.message));
  }
});

async function takePictures(cleanUps) {
  const { setStage } = require('../lib/examples/complaint/demo/stage.js');
  const stage = await setStage(false, { wait: say }, cleanUps);
  await stage.startWorker();
  const take = await openCamera(stage.server, cleanUps);
  await takeRunningAndFinished(stage, take);
  await takeWaiting(stage, take);
  await takeParked(stage, take);
  await takeFailed(stage, take);
  return 0;
}

/** One run, with Claude's third reply held back until the first picture is taken. */
async function takeRunningAndFinished({ simulator, ...stage }, take) {
  let reply;
  const held = new Promise((resolve) => (reply = resolve));
  simulator.setScript(async (request) => {
    if (request.body.messages.length === AT_THIRD_REPLY) await held;
    return simulatedClaude(request);
  });
  const run = await startComplaint(stage, 4711, 'damaged-glasses');
  await take('running', run, 'resolver t3 · Claude').finally(reply);
  await run.result();
  await take('finished', run, 'recordResolution · code');
}

async function takeWaiting({ simulator, ...stage }, take) {
  simulator.setScript(simulatedClaude);
  const run = await startComplaint(stage, 4712, 'over-the-limit');
  await take('waiting', run, 'asks a person');
}

/** The key is revoked between two replies. */
async function takeParked({ simulator, ...stage }, take) {
  simulator.setScript((request) => {
    const reply = simulatedClaude(request);
    return request.body.messages.length < AT_THIRD_REPLY ? reply : { ...reply, fault: 'unauthorized' };
  });
  const run = await startComplaint(stage, 4714, 'damaged-glasses');
  await take('parked', run, 'the key is refused');
}

/** Claude gives two calls of one reply the same id, and does so again when it is asked once more. */
async function takeFailed({ simulator, ...stage }, take) {
  simulator.setScript((request) => {
    const reply = simulatedClaude(request);
    if (request.body.messages.length < AT_THIRD_REPLY) return reply;
    return { ...reply, toolUses: [...reply.toolUses, ...reply.toolUses] };
  });
  const run = await startComplaint(stage, 4713, 'damaged-glasses');
  await run.result().catch(() => undefined); // that it failed is what the picture has to show
  await take('failed', run, 'MalformedReply');
}

function simulatedClaude(request) {
  return require('../lib/examples/complaint/simulated-claude.js').simulatedClaude(request);
}

async function startComplaint({ client, taskQueue }, number, file) {
  const { readComplaintFile } = require('../lib/examples/complaint/complaint-file.js');
  const text = await readFile(join(ROOT, 'examples', 'complaint', 'inputs', `${file}.txt`), 'utf8');
  const input = { ticketId: `T-${number}`, ...readComplaintFile(text) };
  return client.start('complaint', { id: `complaint:${number}`, taskQueue, input });
}

/** Returns a function that takes a picture of a run's compact history once `text` is there. */
async function openCamera({ uiUrl, namespace }, cleanUps) {
  const { chromium } = await import('playwright-core');
  const { default: sharp } = await import('sharp');
  const browser = await chromium.launch({
    ...{ executablePath: CHROMIUM, handleSIGINT: false, handleSIGTERM: false },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  cleanUps.push(() => browser.close());
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.route('**/*', (route) => serve(route, uiUrl));
  await page.addInitScript(`localStorage.setItem('eventView', '"compact"')`);
  await mkdir(IMAGES, { recursive: true });
  return async (name, { id, runId }, text) => {
    const address = `${uiUrl}/namespaces/${namespace}/workflows/${id}/${runId}/history`;
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    await page.getByText(text).first().waitFor({ timeout: TEXT_WITHIN_MS });
    await pause(DRAWN_MS);
    const picture = await page.locator('#content').screenshot();
    const path = join(IMAGES, `run-${name}.png`);
    const { size } = await sharp(picture).png({ palette: true, colours: 64, compressionLevel: 9 }).toFile(path);
    say(`${path}: ${Math.ceil(size / 1024)} KB`);
  };
}

/** What the UI asks others for, such as news, stays unanswered; stack traces name files from the checkout on. */
async function serve(route, uiUrl) {
  const { origin, pathname } = new URL(route.request().url());
  if (origin !== uiUrl) return route.abort();
  if (!pathname.endsWith('/history')) return route.continue();
  try {
    const response = await route.fetch({ timeout: 0 });
    await route.fulfill({ response, body: (await response.text()).replaceAll(`${ROOT}/`, '') });
  } catch {
    // The page asks again and again for news of a run, and has gone on meanwhile.
  }
}
