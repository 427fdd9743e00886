/** Restate: a workflow handler whose model and tool calls are `ctx.run` steps; the server calls it again where it died. */
import Anthropic from '@anthropic-ai/sdk';
import * as restate from '@restatedev/restate-sdk';
import { control, lookUp, MODEL, SYSTEM, TOOL } from './shared/control.mjs';

const { RESTATE_INGRESS_URL: ingress, RESTATE_ADMIN_URL: admin } = process.env;
const client = new Anthropic({ maxRetries: 0 });

async function askModel(messages) {
  const request = { model: MODEL, max_tokens: 1_000, system: SYSTEM, tools: [TOOL], messages };
  return (await client.messages.stream(request).finalMessage()).content;
}

async function run(ctx, { prompt }) {
  const messages = [{ role: 'user', content: prompt }];
  for (;;) {
    const content = await ctx.run('askModel', () => askModel(messages));
    const use = content.find(({ type }) => type === 'tool_use');
    if (!use) return 'answer';
    const key = ctx.rand.uuidv4();
    const text = await ctx.run('lookUp', () => lookUp(use.input, key));
    const result = { type: 'tool_result', tool_use_id: use.id, content: text };
    messages.push({ role: 'assistant', content }, { role: 'user', content: [result] });
  }
}

const work = restate.workflow({ name: 'work', handlers: { run } });
const port = await restate.serve({ services: [work], port: Number(process.env.PEER_PORT) });
await json(`${admin}/deployments`, { uri: `http://127.0.0.1:${port}`, force: true });

await control({
  start: (job) => json(`${ingress}/work/${encodeURIComponent(job.run)}/run`, job),
  resume: async ({ run: id }) =>
    (await fetch(`${ingress}/restate/workflow/work/${encodeURIComponent(id)}/attach`)).json(),
  bytes: async ({ run: id }) => {
    const query = `select sum(j.raw_length) as bytes from sys_journal j join sys_invocation i on i.id = j.id where i.target_service_key = '${id}'`;
    const { rows } = await json(`${admin}/query`, { query });
    return Number(rows[0].bytes);
  },
});

async function json(url, body) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response.json();
}
