/** The inbox as HTML. Every value passes the template, which escapes it, and `visible`, which leaves nothing unseen. */
import { html } from 'hono/html';
import type { ListedApproval, ListedApprovals } from '../../client/index';
import { fieldHtml } from './field-html';
import { fieldsOf } from './fields';
import { visible, visibleJson } from './visible';

type Html = ReturnType<typeof html>;

/** What somebody sent, to be shown again where it was refused. */
export interface Sent {
  readonly key: string;
  readonly comment: string;
  /** By the id of the field. */
  readonly fields: ReadonlyMap<string, string>;
  readonly problem: string;
}

/** What the page shows. */
export interface Shown extends ListedApprovals {
  /** Where its script and style are. */
  readonly base: string;
  /** In whose name it answers. */
  readonly by: string;
  readonly now: number;
  /** What became of the last answer. */
  readonly told?: string;
  readonly sent?: Sent;
}

/** Identifies a card, and the question on it. */
export function cardKey({
  runId,
  approvalId,
  askedAt,
}: Pick<ListedApproval, 'runId' | 'approvalId' | 'askedAt'>): string {
  return `${runId}/${approvalId}/${askedAt}`;
}

/** The whole page. */
export function pageOf(shown: Shown): Html {
  const { approvals, unanswered, base, by, told, sent } = shown;
  const orphan = sent && !approvals.some((approval) => cardKey(approval) === sent.key) ? sent : undefined;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${approvals.length > 0 ? `(${approvals.length}) ` : ''}Approvals</title>
        <link rel="stylesheet" href="${base}style.css" />
        <script src="${base}script.js" defer></script>
      </head>
      <body>
        <header>
          <h1>Approvals</h1>
          <p><span id="count">${waiting(approvals.length)}</span>. You answer as <strong>${visible(by)}</strong>.</p>
        </header>
        <main>
          <p role="alert" id="lost" hidden>The inbox does not answer. Is \`dw inbox\` still running?</p>
          ${told === undefined ? '' : html`<p role="status">${visible(told)}</p>`}
          ${orphan ? html`<p role="alert">${visible(orphan.problem)}</p>` : ''}
          ${unanswered.map(({ workflowId, reason }) => html`<p role="alert">${visible(`${workflowId} does not answer (${reason}). Does a worker run?`)}</p>`)}
          <div id="list">${approvals.map((approval) => card(approval, shown))}</div>
          <p class="empty" id="empty" ${approvals.length > 0 ? 'hidden' : ''}>Nothing waits for a person.</p>
        </main>
      </body>
    </html>`;
}

function waiting(count: number): string {
  return count === 1 ? 'One call waits for a person' : `${count === 0 ? 'No' : count} calls wait for a person`;
}

function card(approval: ListedApproval, shown: Shown): Html {
  const { workflowId, step, tool, description, args, why, because, approvers } = approval;
  const key = cardKey(approval);
  return html`<article id="${key}" aria-labelledby="${key}/title">
    <h2 id="${key}/title">${visible(tool)}</h2>
    <p class="dim">${visible(workflowId)} · ${visible(step)}</p>
    ${description ? html`<p>${visible(description)}</p>` : ''}
    <h3>What would happen</h3>
    <table>
      ${Object.entries(args).map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${visible(name)}</th>
            <td>${spelled(value)}</td>
          </tr>`,
      )}
      ${
        Object.keys(args).length === 0
          ? html`<tr>
              <td>no arguments</td>
            </tr>`
          : ''
      }
    </table>
    <h3>Why Claude wants it, in its own words</h3>
    ${why ? html`<blockquote>${visible(why)}</blockquote>` : html`<p class="dim">It gave no reason.</p>`}
    <h3>Why you are asked</h3>
    <p>${visible(because)}; asked of ${approvers.length > 0 ? visible(approvers.join(' or ')) : 'anybody'}</p>
    <p class="until">${untilText(approval.expiresAt, shown.now)}</p>
    ${mayAnswer(approval, shown.by) ? form(approval, shown) : html`<p class="gone">You may not decide this as ${visible(shown.by)}. Start the inbox with <code>--by</code> and your own name.</p>`}
  </article>`;
}

function form(approval: ListedApproval, { base, sent }: Shown): Html {
  const { workflowId, runId, approvalId, argsHash, askedAt } = approval;
  const key = cardKey(approval);
  const again = sent?.key === key ? sent : undefined;
  const fields = { workflowId, runId, approvalId, argsHash, askedAt };
  const args = fieldsOf(approval);
  const textOf = ({ id, shown }: (typeof args)[number]): string => again?.fields.get(id) ?? shown;
  const isEdited = args.some((field) => textOf(field) !== field.shown);
  // The disabled button takes the Enter key in a field, which would approve otherwise.
  return html`<form method="post" action="${base}answer">
    <button disabled hidden></button>
    ${again ? html`<p role="alert">${visible(again.problem)}</p>` : ''}
    ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    <details ${isEdited ? 'open' : ''}>
      <summary>Change the arguments</summary>
      <p class="dim">Runs with these instead. Left as they are, Claude's own are approved.</p>
      ${args.map((field) => fieldHtml(field, textOf(field), key))}
    </details>
    <label for="${key}/comment">Comment: Claude is told, if you refuse or change it</label>
    <input id="${key}/comment" name="comment" autocomplete="off" value="${again?.comment ?? ''}" />
    <div class="choices">
      <button name="decision" value="approve">Approve</button>
      <button name="decision" value="deny">Refuse</button>
    </div>
  </form>`;
}

function mayAnswer({ approvers }: ListedApproval, by: string): boolean {
  return approvers.length === 0 || approvers.includes(by);
}

function spelled(value: unknown): string {
  return typeof value === 'string' ? visible(value) : visibleJson(value);
}

function untilText(expiresAt: string, now: number): string {
  const minutes = Math.ceil((Date.parse(expiresAt) - now) / 60_000);
  const left =
    minutes < 1 ? 'any moment now' : minutes < 120 ? `${minutes} min left` : `${Math.floor(minutes / 60)} hours left`;
  return `Until ${new Date(expiresAt).toUTCString()} (${left})`;
}
