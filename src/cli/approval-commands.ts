/** `dw approvals`, `dw approve` and `dw deny`: what waits for a person, and the answers. */
import { userInfo } from 'node:os';
import { InvalidArgumentError, type Command } from 'commander';
import type { ApprovalAnswer, Client, ListedApproval, OpenApproval } from '../client/index';
import type { JsonObject } from '../common/index';
import { answered, keyIn } from './answering';
import { connected } from './connected';
import { printable, printableJson, printableLine } from './printable';
import { withRun } from './run-id';
import type { Terminal } from './terminal';

interface AnswerFlags {
  readonly comment?: string;
  readonly by?: string;
  readonly args?: JsonObject;
  readonly key?: string;
  readonly json?: true;
}

/** Adds `dw approvals`. */
export function addApprovalsCommand(program: Command, terminal: Terminal): void {
  program
    .command('approvals')
    .description('show the calls that wait for a person, in all running workflows')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ dw approvals')
    .action(async ({ json }: { json?: true }) => {
      const listed = await connected((client) => client.approvals());
      if (json) return terminal.out(printableJson(listed));
      for (const { workflowId, reason } of listed.unanswered)
        terminal.err(`${printableLine(workflowId)} does not answer (${printableLine(reason)}): does a worker run?`);
      if (listed.approvals.length === 0) return terminal.err('No call waits for a person.');
      terminal.out(listed.approvals.map((approval) => approvalText(approval, terminal)).join('\n\n'));
    });
}

/** Adds `dw approve`. */
export function addApproveCommand(program: Command, terminal: Terminal): void {
  answering(program.command('approve'), terminal, 'approve')
    .description('let a call run that waits for a person')
    .option('--args <json>', 'run it with these arguments instead', objectOf)
    .addHelpText(
      'after',
      '\nExample:\n  $ dw approve complaint:4711 --by lead --args \'{"orderId":"7","amountCents":5000}\'',
    );
}

/** Adds `dw deny`. */
export function addDenyCommand(program: Command, terminal: Terminal): void {
  answering(program.command('deny'), terminal, 'deny')
    .description('refuse a call that waits for a person')
    .addHelpText('after', '\nExample:\n  $ dw deny complaint:4711 --comment "The order is too old."');
}

function answering(command: Command, terminal: Terminal, decision: ApprovalAnswer['decision']): Command {
  return command
    .argument('<workflowId>', 'or its beginning')
    .argument('[approvalId]', 'which call, where several wait')
    .option('--by <name>', 'who decides (your user name)')
    .option('--comment <text>', 'told to Claude where the call is refused or changed')
    .option('--key <file>', 'private key to sign the answer with, where the approvers have keys')
    .option('--json', 'print one JSON document')
    .action(async (workflowId: string, approvalId: string | undefined, flags: AnswerFlags) => {
      const { json, by = userInfo().username, comment, args, key } = flags;
      const told = await connected((client: Client) =>
        withRun(client, workflowId, terminal, async (id) => {
          const run = await client.run(id);
          const question = onlyOf(await run.approvals(), approvalId);
          const said = { ...(comment !== undefined && { comment }), ...(args !== undefined && { args }) };
          const result = await answered(run, question, { decision, approver: by, ...said }, keyIn(key));
          return { id, tool: question.tool, ...result };
        }),
      );
      if (json) return terminal.out(printableJson(told));
      const done = decision === 'approve' ? 'was approved and runs now' : 'was refused';
      terminal.out(`${printableLine(told.tool)} of ${printableLine(told.id)} ${done}.`);
    });
}

function onlyOf(open: readonly OpenApproval[], wanted: string | undefined): OpenApproval {
  const fitting = wanted === undefined ? open : open.filter(({ approvalId }) => approvalId.startsWith(wanted));
  const [only] = fitting;
  if (only && fitting.length === 1) return only;
  const ids = (only ? fitting : open).map(({ approvalId }) => approvalId).join(', ');
  if (!only) throw new Error(`No such call waits for a person in this run. Waiting: ${ids || 'none'}.`);
  throw new Error(`Several calls wait: ${ids}. Name one after the workflow's id.`);
}

/** What Claude and strangers wrote is indented, so that no text can pass itself off as a heading. */
function approvalText(approval: ListedApproval, { colours }: Terminal): string {
  const { workflowId, approvalId, tool, args, why, because, approvers, expiresAt } = approval;
  const indented = (text: string): string => printable(text).replace(/^/gm, '    ');
  return [
    `${colours.bold(printableLine(workflowId))}  ${printableLine(tool)}  ${colours.dim(approvalId)}`,
    `  asked of ${approvers.length > 0 ? printableLine(approvers.join(' or ')) : 'anybody'} until ${expiresAt}: ${printableLine(because)}`,
    indented(printableJson(args)),
    ...(why ? ['  Claude says:', indented(why)] : []),
  ].join('\n');
}

function objectOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // told below
  }
  throw new InvalidArgumentError('It must be a JSON object, for instance \'{"amountCents":5000}\'.');
}
