/** DBOS on Postgres: the workflow is a function, model and tool are steps; pending runs go on when the process starts again. */
import Anthropic from '@anthropic-ai/sdk';
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { control, lookUp, MODEL, SYSTEM, TOOL } from './shared/control.mjs';

const client = new Anthropic({ maxRetries: 0 });

async function askModel(messages) {
  const request = { model: MODEL, max_tokens: 1_000, system: SYSTEM, tools: [TOOL], messages };
  return (await client.messages.stream(request).finalMessage()).content;
}

const work = DBOS.registerWorkflow(
  async ({ prompt }) => {
    const messages = [{ role: 'user', content: prompt }];
    for (;;) {
      const content = await DBOS.runStep(() => askModel(messages), { name: 'askModel' });
      const use = content.find(({ type }) => type === 'tool_use');
      if (!use) return 'answer';
      const key = () => `${DBOS.workflowID}/${DBOS.stepID}`;
      const text = await DBOS.runStep(() => lookUp(use.input, key()), { name: 'lookUp' });
      const result = { type: 'tool_result', tool_use_id: use.id, content: text };
      messages.push({ role: 'assistant', content }, { role: 'user', content: [result] });
    }
  },
  { name: 'work' },
);

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: process.env.DATABASE_URL, logLevel: 'error' });
await DBOS.launch();
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

await control({
  start: async (job) => (await DBOS.startWorkflow(work, { workflowID: job.run })(job)).getResult(),
  resume: ({ run }) => DBOS.retrieveWorkflow(run).getResult(),
  bytes: async ({ run }) => {
    const sizes = ['workflow_status', 'operation_outputs'].map(
      (table) => `(select coalesce(sum(pg_column_size(t.*)), 0) from dbos.${table} t where workflow_uuid = $1)`,
    );
    const { rows } = await pool.query(`select ${sizes.join(' + ')} as bytes`, [run]);
    return Number(rows[0].bytes);
  },
});
