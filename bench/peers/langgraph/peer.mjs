/**
 * LangGraph with its Postgres checkpointer: model and tool are nodes, a checkpoint is written before the next node starts
 * (`durability: 'sync'`, the strictest there is). Whoever restarts it has to invoke the thread again.
 */
import { ChatAnthropic } from '@langchain/anthropic';
import { tool } from '@langchain/core/tools';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import pg from 'pg';
import { z } from 'zod';
import { control, lookUp, MODEL, SYSTEM } from './shared/control.mjs';

const tools = [
  tool((call, { toolCall }) => lookUp(call, `${call.run}/${toolCall?.id}`), {
    name: 'lookUp',
    description: 'The orders of one day.',
    schema: z.object({ run: z.string(), step: z.number(), bytes: z.number() }),
  }),
];
const anthropicApiUrl = process.env.ANTHROPIC_BASE_URL;
const model = new ChatAnthropic({ model: MODEL, apiKey: 'bench', anthropicApiUrl, maxTokens: 1_000 }).bindTools(tools);
const saver = PostgresSaver.fromConnString(process.env.DATABASE_URL);
await saver.setup();

const graph = new StateGraph(MessagesAnnotation)
  .addNode('model', async ({ messages }) => ({
    messages: [await model.invoke([{ role: 'system', content: SYSTEM }, ...messages])],
  }))
  .addNode('tools', new ToolNode(tools))
  .addEdge(START, 'model')
  .addConditionalEdges('model', ({ messages }) => (messages.at(-1).tool_calls?.length ? 'tools' : END))
  .addEdge('tools', 'model')
  .compile({ checkpointer: saver });

const options = ({ run, steps }) => ({
  configurable: { thread_id: run },
  recursionLimit: 2 * steps + 10,
  durability: 'sync',
});
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

await control({
  start: async (job) => {
    await graph.invoke({ messages: [{ role: 'user', content: job.prompt }] }, options(job));
    return 'answer';
  },
  resume: async (job) => {
    await graph.invoke(null, options(job));
    return 'answer';
  },
  bytes: async ({ run }) => {
    const sizes = ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes'].map(
      (table) => `(select coalesce(sum(pg_column_size(t.*)), 0) from ${table} t where thread_id = $1)`,
    );
    const { rows } = await pool.query(`select ${sizes.join(' + ')} as bytes`, [run]);
    return Number(rows[0].bytes);
  },
});
