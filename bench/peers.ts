/** How do others do the same work? Each with the durable settings that its own documentation shows. */
import type { Answer, Extent, Row } from './answer';
import { startModel } from './model/model';
import type { BackendKind } from './peer-backend';
import { startBackend } from './peer-backend';
import { installPeer } from './peer-install';
import { PEER_COLUMNS, measurePeer, type PeerFigures } from './peer-measure';
import { openWorld } from './world';

/** One way to do the work. */
interface Peer {
  readonly name: string;
  readonly folder: string;
  readonly backend: BackendKind;
  readonly env?: Readonly<Record<string, string>>;
  /** Settings and the model's protocol, for the table. */
  readonly settings: string;
}

const PEERS: readonly Peer[] = [
  { name: 'ours', folder: 'ours', backend: 'temporal', settings: 'defaults: heartbeats, 10 s' },
  { name: 'ours, tool `once`', folder: 'ours', backend: 'temporal', env: { BENCH_ONCE: 'yes' }, settings: 'likewise' },
  {
    name: 'plain Temporal 1.24, whole transcript',
    folder: 'plain-temporal',
    backend: 'temporal',
    settings: 'timeouts 60 s',
  },
  { name: '@temporalio/ai-sdk 1.23', folder: 'ai-sdk', backend: 'temporal', settings: 'as in its sample: tools 60 s' },
  {
    ...{ name: '@temporalio/openai-agents 1.23', folder: 'openai-agents', backend: 'temporal' },
    settings: 'as in its README, 60 s; Responses API',
  },
  {
    name: '@temporalio/strands-agents 1.23',
    folder: 'strands-agents',
    backend: 'temporal',
    settings: 'as in its README: 60 s',
  },
  { name: 'LangGraph 1.7, Postgres', folder: 'langgraph', backend: 'postgres', settings: 'durability sync' },
  { name: 'DBOS 5.3, Postgres', folder: 'dbos', backend: 'postgres', settings: 'defaults' },
  { name: 'Restate 1.7', folder: 'restate', backend: 'own', settings: 'defaults; ctx.run a step' },
];

/** Measures one after the other; one that can't be measured says why. */
export async function peers({ isQuick, report, peers: chosen }: Extent): Promise<Answer> {
  const rows: Row[] = [];
  const figures = new Map<string, PeerFigures>();
  for (const peer of PEERS.filter(({ folder }) => !chosen || chosen.includes(folder))) {
    report(`peers: ${peer.name}`);
    try {
      const measured = await measureOne(peer, isQuick, report);
      figures.set(peer.name, measured);
      rows.push({ name: peer.name, cells: { ...measured.cells, settings: peer.settings } });
      report(`peers: ${JSON.stringify(measured.cells)}`);
    } catch (error) {
      report(`peers: ${String(error)}`);
      rows.push({ name: peer.name, cells: {}, error: error instanceof Error ? error.message : String(error) });
    }
  }
  return answerOf(rows, figures);
}

async function measureOne(peer: Peer, isQuick: boolean, report: (line: string) => void): Promise<PeerFigures> {
  const folder = await installPeer(peer.folder, report);
  const [world, model, backend] = await Promise.all([openWorld(), startModel(), startBackend(peer.backend, folder)]);
  const env = {
    ...{ ...backend.env, ...peer.env, WORLD_URL: world.url },
    ...{ ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: 'bench' },
  };
  try {
    return await measurePeer({ folder, env, world, model, isQuick, report });
  } finally {
    await Promise.all([backend.stop(), world.close(), model.close()]);
  }
}

function answerOf(rows: readonly Row[], figures: ReadonlyMap<string, PeerFigures>): Answer {
  const names = [...figures.keys()];
  const places = ['20', '50', '100', '150', '200'];
  return {
    name: 'peers',
    title: 'The same work elsewhere',
    columns: [...PEER_COLUMNS, { key: 'settings', title: 'settings' }],
    rows,
    notes: [
      'One call of the model and one tool with an output of 5 KB a step. Times are medians over the 15 steps up to the 20th and the 20 up to the last, with the middle half in brackets. Bytes are those of a Temporal history, of the rows in Postgres as stored there (which compresses), or of the journal in Restate, for the whole run, by its steps.',
      'The process is killed (SIGKILL) while the outside world works on a call of the tool, and started again at once. Recovery is from the kill to the next call of the tool, with the start of the new process in it. A key says that the second call can be told from a new one by whoever receives it.',
    ],
    charts: [
      {
        ...{ title: 'Time of a step as a run grows', kind: 'line', unit: 'ms', places, isLogarithmic: true },
        series: names.map((name) => ({
          name,
          values: places.map((step) => figures.get(name)?.msAt.get(Number(step)) ?? null),
        })),
      },
    ],
  };
}
