/** Runs every example once, against the installed package, and writes its export: `record-examples.js FOLDER CHECKOUT`. */
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attach } from 'dynamic-workflows/artifacts';
import { connect } from 'dynamic-workflows/client';
import { say, startSimulator, startTemporalServer, use, type Script } from 'dynamic-workflows/testing';
import { bundleWorkflows, createWorker, type CreateWorkerOptions } from 'dynamic-workflows/worker';
import sharp from 'sharp';
import { readComplaintFile } from '../../examples/complaint/complaint-file';
import { closeDatabase } from '../../examples/complaint/database';
import { startPostgres } from '../../examples/complaint/postgres';
import { openShop } from '../../examples/complaint/seed';
import { simulatedClaude } from '../../examples/complaint/simulated-claude';
import * as recipeTools from '../../examples/recipes/tools';
import { store } from '../../examples/receipt/store';

/** A run to record; its name begins with the folder of its example. */
interface Recorded {
  readonly name: string;
  readonly worker: Omit<CreateWorkerOptions, 'taskQueue'>;
  readonly workflow: string;
  readonly input: object;
  readonly script: Script;
}

const json = (value: object) => say(JSON.stringify(value));
const example = (file: string): string => require.resolve(`../../examples/${file}`);
const worker = async (file: string): Promise<CreateWorkerOptions> =>
  ((await import(example(file))) as { workerOptions: CreateWorkerOptions }).workerOptions; // what each example exports

async function runs(checkout: string): Promise<readonly Recorded[]> {
  const image = sharp({ create: { width: 60, height: 120, channels: 3, background: 'white' } });
  const photo = await attach(await image.jpeg().toBuffer(), { store });
  const complaint = readComplaintFile(
    await readFile(join(checkout, 'examples/complaint/inputs/charged-twice.txt'), 'utf8'),
  );
  const recipe = (workflow: string, input: object, script: Script): Recorded => ({
    ...{ name: `recipes-${workflow}`, workflow, input, script },
    worker: { workflowsPath: example('recipes/workflows'), tools: recipeTools },
  });
  return [
    {
      ...{ name: 'quickstart', worker: await worker('quickstart/worker'), workflow: 'restock' },
      input: { note: 'We are out of coffee; twenty packets, please.' },
      script: [
        use('readShelf', {}),
        use('placeOrder', { product: 'coffee', packets: 20 }),
        json({ summary: 'Ordered 20 packets of coffee.' }),
      ],
    },
    {
      ...{ name: 'receipt', worker: await worker('receipt/worker'), workflow: 'readReceipt', input: { photo } },
      script: [json({ shop: 'Kiosk', totalCents: 420 })],
    },
    {
      ...{ name: 'complaint', worker: await worker('complaint/worker'), workflow: 'complaint' },
      ...{ input: { ticketId: 'T-1', ...complaint }, script: simulatedClaude },
    },
    recipe('publishIncident', { report: 'It stood still.' }, [json({ summary: 'It stood.' }), say('Es stand.')]),
    recipe('answerMail', { mail: 'May I keep it?' }, [json({ label: 'question' }), say('Until nine.')]),
    recipe('review', { text: 'Mix the cleaners.' }, () => json({ yes: false, why: 'no' })),
    recipe('answerFromNotes', { question: 'Why?', notes: 'Since Monday.' }, ({ body }) =>
      JSON.stringify(body.messages[0]?.content).includes('Split') ? json({ parts: ['Why?'] }) : say('Answered.'),
    ),
    recipe('describeProduct', { facts: 'Blue.' }, [
      ...[say('A red pot.'), json({ good: false, criticism: 'It is blue.' })],
      ...[say('A blue pot.'), json({ good: true, criticism: '' })],
    ]),
    recipe('troubleshoot', { alarm: 'Orders do not arrive.' }, [
      ...[use('readStatus', { service: 'queue' }), use('restart', { service: 'queue' }), json({ cause: 'a lock' })],
    ]),
  ];
}

async function main([to = '.', checkout = '.']: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'dw-record-examples-'));
  const [server, simulator, postgres] = await Promise.all([
    ...[startTemporalServer({ ui: false }), startSimulator({ script: [] }), startPostgres()],
  ] as const);
  Object.assign(process.env, {
    RECEIPTS: folder,
    TMPDIR: folder,
    DATABASE_URL: postgres.url,
    COMPLAINT_SCHEMA: 'recorded',
  });
  const client = await connect({ address: server.address });
  const { version } = JSON.parse(await readFile(require.resolve('dynamic-workflows/package.json'), 'utf8')) as {
    version: string;
  }; // as npm wrote it
  await openShop();
  for (const {
    name,
    workflow,
    input,
    script,
    worker: { workflowsPath = '', ...rest },
  } of await runs(checkout)) {
    simulator.setScript(script);
    const taskQueue = name;
    const claude = { apiKey: 'any', baseURL: simulator.url };
    const workflowBundle = await bundleOf(workflowsPath);
    const recorder = await createWorker({ ...rest, ...claude, workflowBundle, taskQueue, address: server.address });
    const id = `${workflow}:1`;
    await recorder.runUntil(async () => {
      await (await client.start(workflow, { id, taskQueue, input })).result();
    });
    await write(to, `${name}-${version}.json`, JSON.stringify(await client.export(id)));
  }
  await Promise.all([client.close(), closeDatabase()]);
  await Promise.all([server.stop(), simulator.close(), postgres.stop()]);
  await rm(folder, { recursive: true });
}

const bundles = new Map<string, ReturnType<typeof bundleWorkflows>>();

/** Six recipes are one bundle. */
function bundleOf(workflowsPath: string): ReturnType<typeof bundleWorkflows> {
  const bundle = bundles.get(workflowsPath) ?? bundleWorkflows(workflowsPath);
  bundles.set(workflowsPath, bundle);
  return bundle;
}

/** Fails where there is such a file already. */
async function write(to: string, name: string, text: string): Promise<void> {
  await writeFile(join(to, name), text, { flag: 'wx' });
  const line = `${createHash('sha256').update(text).digest('hex')}  ${name}\n`;
  await appendFile(join(to, 'checksums.sha256'), line);
  console.log(`Recorded ${name}.`);
}

void main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
