import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactReader } from '../../src/activities/artifact-reader';
import { attach, directoryArtifacts } from '../../src/artifacts';
import type { Conversation, Ledger } from '../../src/client';
import { say, use, type Script } from '../../src/testing';
import type { Outcome } from '../../src/workflows';
import { noise } from '../artifacts/files';
import { activitiesIn, historyOf, type RawEvent } from './history';
import { openLab, type Lab, type Ran } from './lab';
import { expectPrefixes } from './seen';

/** With fourteen calls a turn the events of one run last for some forty turns. */
const TURNS = 60;
const CALLS = 14;

/** Where Temporal suggests a new run. */
const SUGGESTED_EVENTS = 4_096;

const folder = mkdtempSync(join(tmpdir(), 'dw-long-life-'));
const file = join(folder, 'note');
const artifacts = directoryArtifacts(join(folder, 'artifacts'));

/** Writes the same note in the first turn and in the last but one; echoes in between. */
const script: Script = ({ body }) => {
  const turn = body.messages.filter(({ role }) => role === 'assistant').length + 1;
  if (turn >= TURNS) return say('Done.');
  if (turn === 1 || turn === TURNS - 1)
    return use('note', { file, text: 'the same' }, { id: `toolu_${turn}`, thinking: 'again' });
  return {
    thinking: `turn ${turn}`,
    toolUses: Array.from({ length: CALLS }, (_, index) => ({
      name: 'echo',
      input: { text: `${turn}/${index}` },
      id: `toolu_${turn}_${index}`,
    })),
  };
};

/** One agent, started by its name, over as many runs as it needs. */
describe('an agent that lives longer than one run', () => {
  let lab: Lab;
  let ran: Ran<Outcome<string>>;
  let runs: { readonly runId: string; readonly events: readonly RawEvent[] }[];
  let ledger: Ledger;
  let conversation: Conversation | undefined;

  beforeAll(async () => {
    const picture = await attach(await noise(300, 300), { store: artifacts });
    lab = await openLab({ worker: { artifacts } });
    ran = await lab.run('liveLong', { prompt: 'Live long.', data: [{ source: 'a friend', file: picture }] }, script);
    ledger = await lab.client.ledger(ran.id);
    [conversation] = await lab.client.transcript(ran.id);
    runs = [];
    for (let runId: string | null | undefined = ledger.runId; runId;) {
      const events: readonly RawEvent[] = await historyOf(lab, ran.id, runId);
      runs.unshift({ runId, events });
      runId = events[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    }
  }, 120_000);

  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true });
  });

  test('ends with its answer, and has counted turns and costs over all its runs', () => {
    expect(ran.result).toEqual({
      kind: 'answer',
      output: 'Done.',
      turns: TURNS,
      costNanoUsd: ran.costNanoUsd,
      unaccountedNanoUsd: 0,
    });
    expect(runs.length).toBeGreaterThan(1);
  });

  test('goes on in a new run before Temporal suggests it, at the end of a turn', () => {
    for (const { events } of runs.slice(0, -1)) {
      expect(events.length).toBeLessThan(SUGGESTED_EVENTS);
      expect(events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes).toBeTruthy();
      expect(new Set(activitiesIn(events).map(({ end }) => end))).toEqual(new Set(['completed']));
      expect(
        activitiesIn(events)
          .slice(-2)
          .map(({ name }) => name),
      ).toEqual(['echo', 'carryTranscript']);
    }
    const turns = runs.flatMap(({ events }) =>
      activitiesIn(events)
        .filter(({ name }) => name === 'callClaude')
        .map(({ id }) => id),
    );
    expect(turns).toEqual(Array.from({ length: TURNS }, (_, index) => `ancient.1/t${index + 1}/claude.0`));
  });

  test('has in its last run the whole transcript, which is what Claude was sent all along', async () => {
    expect(ran.requests).toHaveLength(TURNS);
    const messages = await new ArtifactReader(artifacts).resolve(conversation!.messages);
    expectPrefixes({ ...conversation!, messages }, ran.requests);
    expect(conversation!.agent).toBe('ancient');
  });

  test('offers and says the same in every run, so that the prompt stays in the cache', () => {
    const shapes = ran.requests.map(({ body: { messages: _, ...shape } }) => JSON.stringify(shape));
    expect(new Set(shapes).size).toBe(1);
    const attempts = lab.simulator.bill().attempts;
    for (const [index, { cacheRead }] of attempts.slice(1).entries()) {
      const before = attempts[index]!;
      expect(cacheRead).toBeGreaterThanOrEqual(0.99 * (before.cacheRead + before.cacheWrite5m));
    }
  });

  test('shows in the ledger of its last run what the runs before had cost', async () => {
    expect(ledger.carried).toMatchObject({ unaccountedNanoUsd: 0 });
    expect(ledger.carried!.costNanoUsd + ledger.totals.costNanoUsd).toBe(ran.costNanoUsd);
    expect(ledger.carried!.turns + ledger.totals.turns).toBe(TURNS);
    expect(ledger.carried!.toolCalls + ledger.totals.toolCalls).toBe((TURNS - 3) * CALLS + 2);
  });

  test('keeps the identity of calls, so that a key by arguments is the same in every run', () => {
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: string });
    expect(lines).toHaveLength(2);
    expect(lines[0]?.key).toBe(lines[1]?.key);
    const firstRunIds = runs.flatMap(({ events }) =>
      events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
        const data = scheduled?.activityType?.name === 'echo' && scheduled.input?.payloads?.[1]?.data;
        return data ? [(JSON.parse(Buffer.from(data).toString()) as { firstRunId: string }).firstRunId] : [];
      }),
    );
    expect(firstRunIds).toHaveLength((TURNS - 3) * CALLS);
    expect(new Set(firstRunIds)).toEqual(new Set([runs[0]?.runId]));
  });
});
