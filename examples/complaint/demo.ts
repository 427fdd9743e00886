/**
 * `npm run demo`: one complaint from start to end on real parts, told live, with the worker killed on the way. Each claim
 * that it makes at the end is checked, and one that does not hold makes the exit code 1.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { inUsd } from 'dynamic-workflows/workflows';
import { AGENT_BUDGET, classifier, resolver } from './agents';
import { openDesk } from './demo/approval';
import { prepareCrash } from './demo/crash';
import { hasDoubleRefund, readEffects, type Effects } from './demo/effects';
import { readOptions, type DemoOptions } from './demo/options';
import { jsonReport, tellReport, type Ended } from './demo/report';
import { Screen } from './demo/screen';
import { setStage, type CleanUps, type Stage } from './demo/stage';
import type { complaint } from './workflow';

/** Everything stops within two seconds; a build of the Temporal CLI that was interrupted would take minutes. */
const PATIENCE_MS = 10_000;

/** Exit code of a process ended by Ctrl-C. */
const INTERRUPTED = 130;

async function main(): Promise<number> {
  const options = await readOptions(process.argv.slice(2));
  const screen = new Screen(options);
  const cleanUps: CleanUps = [];
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  try {
    return await Promise.race([perform(options, screen, cleanUps, interrupted), interrupted.then(() => INTERRUPTED)]);
  } finally {
    screen.rest();
    await Promise.race([cleanedUp(cleanUps), sleep(PATIENCE_MS)]);
  }
}

/** The last thing first. What is left over, however it fails, dies with this process. */
async function cleanedUp(cleanUps: CleanUps): Promise<void> {
  for (const cleanUp of cleanUps.reverse()) await cleanUp().catch((error: unknown) => console.error(error));
}

async function perform(
  options: DemoOptions,
  screen: Screen,
  cleanUps: CleanUps,
  interrupted: Promise<unknown>,
): Promise<number> {
  introduce(options, screen);
  const stage = await setStage(options.live, screen, cleanUps);
  const ended = await runOne(options, stage, screen);
  if (options.json) process.stdout.write(`${JSON.stringify(jsonReport(ended), null, 2)}\n`);
  else tellReport(ended, screen);
  if (options.keep) {
    screen.say(
      `\nEverything stays up until Ctrl-C.  TEMPORAL_ADDRESS=${stage.server.address}  DATABASE_URL=${process.env['DATABASE_URL']}`,
    );
    await interrupted;
  }
  return ended.broken.length === 0 ? 0 : 1;
}

async function runOne(options: DemoOptions, stage: Stage, screen: Screen): Promise<Ended> {
  const { client, server, simulator, taskQueue } = stage;
  const ticketId = `T-${randomBytes(3).toString('hex')}`;
  const crash = options.crash ? prepareCrash(ticketId, screen) : undefined;
  screen.wait('starting the worker');
  const worker = await stage.startWorker(crash?.onPlace);
  const run = await client.start<typeof complaint>('complaint', {
    ...{ id: `complaint:${ticketId}`, taskQueue },
    input: { ticketId, ...options.complaint },
  });
  const uiUrl =
    server.uiUrl && `${server.uiUrl}/namespaces/${server.namespace}/workflows/${run.id}/${run.runId}/history`;
  screen.rest();
  screen.heading(`Ticket ${ticketId}`);
  if (uiUrl) screen.say(`  in the Temporal UI: ${uiUrl}\n`);
  const desk = openDesk(run, options.standing, screen);
  const told = (async () => {
    for await (const step of run.follow({ started: true })) {
      desk.heed(step);
      if (step.status === 'running') screen.wait(`${step.name} …`);
      else screen.rest();
      if (step.status !== 'running') screen.step(step);
    }
  })();
  const killed = crash ? crash.happen(stage, worker, told) : Promise.resolve(0);
  const [output, workersKilled] = await Promise.all([run.result(), killed, told]);
  const [ledger, effects] = await Promise.all([client.ledger(run.id, run.runId), readEffects(ticketId)]);
  const ended = { output, effects, ledger, workersKilled, simulated: simulator !== undefined, uiUrl };
  return { ...ended, broken: await brokenClaims(ended, ticketId, simulator?.bill().costNanoUsd) };
}

function introduce({ live, crash }: DemoOptions, screen: Screen): void {
  const budget = `USD ${inUsd(AGENT_BUDGET).toFixed(2)}`;
  if (live) {
    screen.say(
      `Claude is the real one: ${classifier.model} classifies, ${resolver.model} resolves. The agent's budget is ${budget} and holds.`,
    );
  } else {
    screen.say('Claude is simulated here: a local HTTP server that speaks its API. No key, no money, no network.');
    screen.say('The real one: ANTHROPIC_API_KEY=… npm run demo -- --live');
  }
  if (crash)
    screen.say(
      'On the way the worker is killed, right after a refund was paid and before anybody was told. (--no-crash leaves it out)',
    );
}

/** Everything that this demo claims, held against the database and the simulator's own bill. */
async function brokenClaims(
  ended: Omit<Ended, 'broken'>,
  ticketId: string,
  billedNanoUsd: number | undefined,
): Promise<string[]> {
  const { output, effects, ledger, workersKilled } = ended;
  const { costNanoUsd, unaccountedNanoUsd } = ledger.totals;
  const claims: [boolean, string][] = [
    [!(await hasDoubleRefund(ticketId)), 'no refund was paid twice'],
    [effects.refundedCents === output.refundedCents, 'the resolution says what was refunded'],
    [effects.replies <= 1, 'at most one reply was drafted'],
    [workersKilled === 0 || wasRetried(effects), 'the refund tool was reached again after the crash'],
    [
      billedNanoUsd === undefined ||
        (costNanoUsd <= billedNanoUsd && billedNanoUsd <= costNanoUsd + unaccountedNanoUsd),
      'the ledger covers the bill',
    ],
    [ledger.status === 'completed', 'the run completed'],
  ];
  return claims.flatMap(([holds, claim]) => (holds ? [] : [claim]));
}

function wasRetried({ refundAttempts, refunds }: Effects): boolean {
  return refundAttempts > refunds;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? `The demo failed: ${error.stack ?? error.message}` : error);
    process.exit(1);
  },
);
