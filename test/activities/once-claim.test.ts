import type { Client } from '@temporalio/client';
import { defaultDataConverter, defaultPayloadConverter } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { claimOnce, type Claim } from '../../src/activities/once-claim';
import { CLAIM_SIGNAL, type OnceClaim } from '../../src/common/once';
import { CLAIMED_FORMAT, type ToolCall } from '../../src/common/wire';

/** One event of a run as its server would keep it. */
type Event = Record<string, unknown>;

const CALL = 'sender.1/t1/0.toolu_a.0';
const OTHER = 'sender.1/t1/0.toolu_b.0';
const payloads = (value: unknown) => ({ payloads: [defaultPayloadConverter.toPayload(value)] });

const started = (run: string, original = run, first = 'first'): Event => ({
  workflowExecutionStartedEventAttributes: {
    ...{ originalExecutionRunId: original, firstExecutionRunId: first, run },
  },
});
const resetFrom = (baseRunId: string): Event => ({ workflowTaskFailedEventAttributes: { baseRunId } });
const scheduled = (activityId: string): Event => ({ activityTaskScheduledEventAttributes: { activityId } });
const claimed = (activityId: string, token = 'another', hash = 'h'): Event => ({
  workflowExecutionSignaledEventAttributes: {
    ...{ signalName: CLAIM_SIGNAL, input: payloads({ v: 1, activityId, tool: 'send', hash, token }) },
  },
});
const completed = (scheduledEventId: number): Event => ({
  activityTaskCompletedEventAttributes: { scheduledEventId, result: payloads({ v: 1, content: 'posted' }) },
});

/** A server that holds these runs; the signal of a claim is appended after `heldBack` looks at the history. */
function server(runs: Record<string, Event[]>, { heldBack = 0, before = [] as Event[], listed = [] as string[] } = {}) {
  let signal: Event[] = [];
  let looks = 0;
  const eventsOf = (runId: string): Event[] => {
    const events = runs[runId];
    if (!events) throw Object.assign(new Error('no such run'), { code: 5 });
    if (runId === 'own' && signal.length > 0 && ++looks > heldBack) {
      events.push(...signal);
      signal = [];
    }
    return events.map((event, at) => ({ eventId: at + 1, eventTime: { seconds: at + 1, nanos: 0 }, ...event }));
  };
  const read = async ({ execution: { runId } }: { execution: { runId: string } }) => eventsOf(runId);
  return {
    withAbortSignal: <T>(_: AbortSignal, work: () => T) => work(),
    options: {
      loadedDataConverter: { ...defaultDataConverter, payloadConverter: defaultPayloadConverter, payloadCodecs: [] },
    },
    workflowService: {
      getWorkflowExecutionHistory: async (asked: Parameters<typeof read>[0]) => ({
        history: { events: await read(asked) },
      }),
      getWorkflowExecutionHistoryReverse: async (asked: Parameters<typeof read>[0]) => ({
        history: { events: (await read(asked)).reverse() },
      }),
    },
    workflow: {
      getHandle: () => ({
        signal: async (_: string, claim: OnceClaim) => {
          signal = [...before, claimed(claim.activityId, claim.token)];
        },
      }),
      list: async function* () {
        for (const runId of listed) yield { runId };
      },
    },
  } as unknown as Client; // what is used of one
}

function claim(client: Client, call: Partial<ToolCall> = {}, activityId = CALL): Promise<Claim> {
  const info = { activityId, workflowExecution: { workflowId: 'w', runId: 'own' } };
  const wanted = { v: CLAIMED_FORMAT, toolUseId: 'toolu_a', hash: 'h', firstRunId: 'first', ...call };
  return new MockActivityEnvironment(info, { client }).run<[], Claim, () => Promise<Claim>>(() =>
    claimOnce('send', wanted),
  );
}

const MINE = { kind: 'mine' };
const taken = (by: string | null) => ({ kind: 'taken', by });
const done = { kind: 'done', result: { v: 1, content: 'posted' } };
/** A run that came of a reset of `base`. */
const reset = (...base: string[]): Event[] => [started('own', 'base'), ...base.map(resetFrom), scheduled(CALL)];

describe('an attempt', () => {
  test('may start the call that nobody claimed before', async () => {
    expect(await claim(server({ own: [started('own'), scheduled(CALL)] }))).toEqual(MINE);
  });

  test('may start it although the server held its claim back for a while', async () => {
    expect(await claim(server({ own: [started('own'), scheduled(CALL)] }, { heldBack: 3 }))).toEqual(MINE);
  });

  test.each<[string, Event[], Event[]]>([
    ['was there already', [claimed(CALL)], []],
    ['came in just before', [], [claimed(CALL)]],
  ])('may not where the claim of another one %s', async (_, there, before) => {
    expect(await claim(server({ own: [started('own'), scheduled(CALL), ...there] }, { before }))).toEqual(taken(CALL));
  });

  test('is not held up by claims of other calls', async () => {
    const own = [started('own'), scheduled(OTHER), claimed(OTHER), scheduled(CALL), claimed(OTHER)];
    expect(await claim(server({ own }))).toEqual(MINE);
  });
});

describe('after a reset', () => {
  const base = (...more: Event[]): Event[] => [started('base'), ...more];
  const like = base(scheduled(OTHER), claimed(OTHER));

  test.each<[string, Event[], object]>([
    ['may start what the run before did not claim', base(scheduled(CALL)), MINE],
    ['may not start what was claimed there', base(scheduled(CALL), claimed(CALL)), taken(CALL)],
    ['has the result of what ended there', base(scheduled(CALL), claimed(CALL), completed(2)), done],
    ['may not start what has the same tool and arguments', like, taken(OTHER)],
    ['has the result of what had the same tool and arguments', [...like, completed(2)], done],
    ['may start what has other arguments', base(scheduled(OTHER), claimed(OTHER, 'x', 'i')), MINE],
  ])('a call %s', async (_, events, expected) => {
    expect(await claim(server({ own: reset('base'), base: events }))).toEqual(expected);
  });

  test('an effect that was taken back there is no result, and is not started again', async () => {
    const undone = base(scheduled(CALL), claimed(CALL), completed(2), scheduled(`${CALL}/undo`));
    expect(await claim(server({ own: reset('base'), base: undone }))).toEqual(taken(null));
  });

  test('a second call like the first of the same reply is another call', async () => {
    const own = [started('own', 'base'), resetFrom('base'), scheduled(OTHER), scheduled(CALL)];
    expect(await claim(server({ own, base: like }))).toEqual(MINE);
  });

  test('a fenced call does not count, and a person who knows of it may have it run', async () => {
    expect(await claim(server({ own: reset('base'), base: like }), { fenced: [OTHER] })).toEqual(MINE);
    expect(await claim(server({ own: reset('base'), base: like }), { again: true })).toEqual(MINE);
  });

  test('nobody can tell where a run is past its retention; a person who knows may have it run', async () => {
    expect(await claim(server({ own: reset('base') }))).toEqual(taken(null));
    expect(await claim(server({ own: reset('base') }), { again: true })).toEqual(MINE);
  });

  test.each<[string, Record<string, Event[]>, string[]]>([
    [
      'of the run that the base was reset from',
      { base: [started('base', 'oldest'), resetFrom('oldest')], oldest: like },
      [],
    ],
    [
      'of another reset of the same base',
      { base: base(), sibling: [started('sibling', 'base'), ...like.slice(1)] },
      ['own', 'sibling'],
    ],
  ])('the claims count %s', async (_, runs, listed) => {
    expect(await claim(server({ own: reset('base'), ...runs }, { listed }))).toEqual(taken(OTHER));
  });

  test('a later start under the same workflow id has nothing to do with it', async () => {
    const runs = { own: reset('base'), base: base(), later: [started('later', 'later', 'later'), ...like.slice(1)] };
    expect(await claim(server(runs, { listed: ['own', 'later'] }))).toEqual(MINE);
  });
});
