/** Starts a workflow so that people find and understand it in the Temporal UI: id, summary, details, search attributes. */
import { ServiceError, type Client, type WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { WorkflowStartOptions } from '@temporalio/client';
import type { SearchAttributePair } from '@temporalio/common';
import {
  DW_COST_USD,
  DW_KIND,
  DW_MODEL,
  DW_NEEDS_PERSON,
  DW_OUTCOME,
  DW_STAGE,
  DW_TURNS,
} from '../common/search-attributes';
import { inertMarkdown } from '../common/inert-markdown';
import { GRPC, detailsOf, statusOf } from './grpc-status';

/** A slash breaks the links of the UI, and what can't be seen can't be searched for. */
const UNREADABLE = /[/\p{Cc}\p{Cf}]/u;

/** Nothing in it means anything in Markdown. */
const PLAIN_ID = /^(?!.*(?:www\.|_.*_))[\w .:-]+$/;

/** What keyword attributes hold while there is nothing to say. */
const NONE = 'none';

/** Clients whose namespace lacks the search attributes, or whose administrator refuses them. */
const withoutAttributes = new WeakSet<Client>();

type Started = Promise<WorkflowHandleWithFirstExecutionRunId>;

/** Starts it. What the caller says about summary, details and attributes stays. */
export async function startReadable(client: Client, name: string, options: WorkflowStartOptions): Started {
  const { workflowId } = options;
  if (!workflowId.trim() || UNREADABLE.test(workflowId)) {
    throw new TypeError(
      `The workflow id \`${workflowId}\` can't be used in links of the Temporal UI. Write it as \`${name}:4711\`, without slashes and invisible characters.`,
    );
  }
  const readable = {
    staticSummary: inId(workflowId.startsWith(name) ? workflowId : `${name} ${workflowId}`),
    staticDetails: `Current details show where the run stands. \`dw show ${inCode(workflowId)}\` tells every step, who decided it and what it cost; \`dw transcript ${inCode(workflowId)}\` what Claude saw and said.`,
    ...options,
  } as WorkflowStartOptions; // a union of its own makes a spread forget which member it was
  if (withoutAttributes.has(client)) return client.workflow.start(name, readable);
  try {
    return await client.workflow.start(name, { ...readable, ...attributesOf(name, options) });
  } catch (error) {
    if (!isUnknownAttribute(error)) throw error;
    withoutAttributes.add(client);
    return client.workflow.start(name, readable);
  }
}

/** The UI renders Markdown here too, and an id may be made of what a stranger wrote. */
function inId(id: string): string {
  return PLAIN_ID.test(id) ? id : inertMarkdown(id);
}

/** Inside backticks nothing has a meaning but a backtick. */
function inCode(id: string): string {
  return id.replaceAll('`', '');
}

/** All of them from the start: the workflow changes them later, and must be sure that the namespace knows each. */
function attributesOf(
  kind: string,
  { typedSearchAttributes: own = [], searchAttributes }: WorkflowStartOptions,
): Pick<WorkflowStartOptions, 'typedSearchAttributes'> {
  if (searchAttributes) return {}; // the older way and this one exclude each other
  const ours: SearchAttributePair[] = [
    { key: DW_KIND, value: kind },
    ...[DW_STAGE, DW_OUTCOME, DW_MODEL].map((key) => ({ key, value: NONE })),
    { key: DW_NEEDS_PERSON, value: false },
    { key: DW_COST_USD, value: 0 },
    { key: DW_TURNS, value: 0 },
  ];
  return { typedSearchAttributes: [...('getAll' in own ? own.getAll() : own), ...ours] };
}

function isUnknownAttribute(error: unknown): boolean {
  const refusal: unknown = error instanceof ServiceError ? error.cause : error;
  return statusOf(refusal) === GRPC.invalidArgument && /search attribute/i.test(detailsOf(refusal));
}
