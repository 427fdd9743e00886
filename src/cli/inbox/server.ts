/**
 * The inbox over HTTP, for one person on this machine. Whoever has its address has the token in it; other pages have
 * neither, and what they send or frame is refused. No cookies, no CORS: nothing that a foreign page could use.
 */
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { ApprovalAnswer, Client, OpenApproval } from '../../client/index';
import { hashOf, type JsonObject } from '../../common/index';
import { answered } from '../answering';
import { isSameSecret } from '../same-secret';
import { argsFrom, fieldsOf } from './fields';
import { cardKey, pageOf, type Sent } from './page';
import { SCRIPT } from './script';
import { STYLE } from './style';

/** What the inbox works with. */
export interface InboxOptions {
  readonly client: Pick<Client, 'approvals' | 'run'>;
  /** In whose name it answers. */
  readonly by: string;
  /** Signs the answers where their questions ask for that, in PEM. */
  readonly privateKey?: string | undefined;
  /** Part of every address. */
  readonly token: string;
  /** The `host:port` under which it is reached; others are somebody's name for this machine. */
  readonly hosts: () => readonly string[];
}

/** Arguments of 128 KB as a form, percent-encoded, and a comment. */
const MAX_BODY_BYTES = 512 * 1024;

type Form = Readonly<Record<'workflowId' | 'runId' | 'approvalId' | 'argsHash' | 'askedAt' | 'comment', string>> & {
  readonly decision: ApprovalAnswer['decision'];
  /** Of the arguments, by the id of the field. */
  readonly fields: ReadonlyMap<string, string>;
};

/** The application; it does not listen yet. */
export function inbox({ client, by, privateKey, token, hosts }: InboxOptions): Hono {
  const app = new Hono();
  const base = `/${token}/`;
  let told: string | undefined;
  const show = async (context: Context, sent?: Sent): Promise<Response> => {
    const listed = await client.approvals();
    const last = told;
    if (context.req.header('sec-fetch-dest') !== 'empty') told = undefined; // said once, to a person and not to the script
    const page = pageOf({
      ...listed,
      base,
      by,
      now: Date.now(),
      ...(last !== undefined && { told: last }),
      ...(sent && { sent }),
    });
    return context.html(page, sent ? 409 : 200);
  };
  app.use(secureHeaders({ ...HEADERS }));
  app.use(async (context, next) => {
    admit(context, token, hosts());
    await next();
    context.header('cache-control', 'no-store');
  });
  app.get('/:token/', (context) => show(context));
  app.get('/:token/style.css', (context) => context.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/:token/script.js', (context) =>
    context.body(SCRIPT, 200, { 'content-type': 'text/javascript; charset=utf-8' }),
  );
  app.post('/:token/answer', bodyLimit({ maxSize: MAX_BODY_BYTES }), async (context) => {
    const form = formOf(await context.req.parseBody());
    try {
      told = await send({ client, by, privateKey }, form);
      return context.redirect(base, 303);
    } catch (error) {
      return show(context, { ...form, key: cardKey(form), problem: `Not taken: ${(error as Error).message}` });
    }
  });
  app.onError((error, context) => {
    const status = error instanceof HTTPException ? error.status : 500;
    return context.text(status === 500 ? `The inbox can't show what waits: ${error.message}` : error.message, status);
  });
  return app;
}

const NOTHING = ["'none'"];
const OWN = ["'self'"];
const HEADERS = {
  contentSecurityPolicy: {
    ...{ defaultSrc: NOTHING, baseUri: NOTHING, frameAncestors: NOTHING },
    ...{ scriptSrc: OWN, styleSrc: OWN, connectSrc: OWN, formAction: OWN },
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'same-origin', // the address holds the token; with none at all browsers would send no origin either
  strictTransportSecurity: false, // loopback has no certificate
} as const;

/** Only under our own address, only with the token, and only from our own page where something changes. */
function admit({ req }: Context, token: string, hosts: readonly string[]): void {
  const host = req.header('host') ?? '';
  if (!hosts.includes(host)) throw new HTTPException(421, { message: 'This is not the address of the inbox.' });
  if (!isSameSecret(new URL(req.url).pathname.split('/')[1] ?? '', token))
    throw new HTTPException(403, { message: 'The address lacks the token that `dw inbox` printed.' });
  if (req.method === 'GET' || req.method === 'HEAD') return;
  if (req.header('origin') !== `http://${host}`)
    throw new HTTPException(403, { message: 'Only the inbox itself may send answers.' });
}

function formOf(body: Record<string, unknown>): Form {
  const text = (name: string): string => (typeof body[name] === 'string' ? body[name] : '');
  const decision = text('decision');
  if (decision !== 'approve' && decision !== 'deny') throw new HTTPException(400, { message: 'Approve or refuse?' });
  const names = ['workflowId', 'runId', 'approvalId', 'argsHash', 'askedAt', 'comment'] as const;
  const named = Object.fromEntries(names.map((name) => [name, text(name)])) as Record<(typeof names)[number], string>;
  const args = Object.keys(body).filter((name) => /^arg\d+$/.test(name));
  return { ...named, decision, fields: new Map(args.map((name) => [name, text(name)])) };
}

async function send(
  { client, by, privateKey }: Pick<InboxOptions, 'client' | 'by' | 'privateKey'>,
  form: Form,
): Promise<string> {
  const { workflowId, runId, approvalId, askedAt, argsHash, decision } = form;
  const run = await client.run(workflowId, runId);
  const question = (await run.approvals()).find((open) => open.approvalId === approvalId && open.askedAt === askedAt);
  if (!question) throw new Error('it was answered elsewhere, or has expired.');
  const args = decision === 'approve' ? changedArgs(question, form) : undefined;
  const comment = form.comment.trim();
  const said = { decision, approver: by, ...(comment && { comment }), ...(args && { args }) };
  await answered(run, { ...question, argsHash }, said, privateKey); // the hash of what this person saw
  return `${workflowId}: ${decision === 'deny' ? 'refused' : args ? 'approved with your changes' : 'approved'}.`;
}

/** What a person put in place of Claude's arguments; undefined where they are the same. */
function changedArgs(question: OpenApproval, { argsHash, fields }: Form): JsonObject | undefined {
  if (question.argsHash !== argsHash) return undefined; // they saw other arguments, and the run refuses their answer
  const shown = new Map(fieldsOf(question).map((field) => [field.id, field.shown]));
  const args = argsFrom(question, (id) => fields.get(id) ?? shown.get(id) ?? '');
  return hashOf(args) === argsHash ? undefined : args;
}
