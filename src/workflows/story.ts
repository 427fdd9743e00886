/**
 * What a run tells while it goes: collected by the interceptor and by the agents, shown as the live page and as search
 * attributes. Temporal gives every run its own copy of module state.
 */
import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributePair } from '@temporalio/common';
import type { Gauge } from '../common/gauge';
import { inUsd, nanoUsd } from '../common/money';
import {
  DW_COST_USD,
  DW_KIND,
  DW_MODEL,
  DW_NEEDS_PERSON,
  DW_OUTCOME,
  DW_STAGE,
  DW_TURNS,
} from '../common/search-attributes';
import type { CallResult } from '../common/wire';
import { MAX_STEPS_TOLD, renderLivePage, type LivePage, type ToldAgent, type ToldStep } from './live-page';
import { onWaitsChanged, openWaits } from './waits';

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

const steps: Mutable<ToldStep>[] = [];
const agents: (Mutable<ToldAgent> & { readonly read: () => Gauge })[] = [];
const counted = { turns: 0, model: '', stage: '', needsPerson: false };
let state: LivePage['state'] = 'running';
let isPageOn = true;
let readRun: (() => Gauge) | undefined;

/** Leaves the run's current details to the workflow itself. */
export function turnLivePageOff(): void {
  isPageOn = false;
}

/** A step begins; call the result when it ends. */
export function stepBegins(step: Omit<ToldStep, 'state'>, stage: string): (end: 'done' | 'failed') => void {
  const told: Mutable<ToldStep> = { ...step, state: 'runs' };
  steps.push(told);
  if (steps.length > MAX_STEPS_TOLD) steps.shift();
  if (stage !== counted.stage) {
    counted.stage = stage;
    index({ key: DW_STAGE, value: stage }); // one event a stage, not one a step
  }
  show();
  return (end) => {
    told.state = end;
    show();
  };
}

/** The run has limits of its own; `read` says how they stand. */
export function runIsLimited(read: () => Gauge): void {
  readRun = read;
}

/** An agent begins, with how its limits stand and what earlier runs spent; call the result when it ends. */
export function agentBegins(name: string, read: () => Gauge, spentBefore = nanoUsd(0)): (outcome: string) => void {
  const told: (typeof agents)[number] = { name, spent: spentBefore, read };
  agents.push(told);
  show();
  return (outcome) => {
    told.gauge = read();
    told.outcome = outcome;
    const spent = agents.reduce((sum, agent) => sum + agent.spent, 0);
    const { turns, model } = counted;
    index(
      { key: DW_OUTCOME, value: outcome },
      { key: DW_COST_USD, value: inUsd(nanoUsd(spent)) },
      { key: DW_TURNS, value: turns },
      ...(model ? [{ key: DW_MODEL, value: model }] : []),
    );
    show();
  };
}

/** Claude replied to an agent. */
export function claudeReplied(agent: string, { costNanoUsd, model }: CallResult): void {
  counted.turns++;
  counted.model = model;
  const told = agents.findLast(({ name }) => name === agent);
  if (told) told.spent = nanoUsd(told.spent + costNanoUsd);
}

/** The run is over. */
export function runEnds(how: Exclude<LivePage['state'], 'running'>): void {
  state = how;
  show();
}

onWaitsChanged(() => {
  const needsPerson = openWaits().length > 0;
  if (needsPerson !== counted.needsPerson) index({ key: DW_NEEDS_PERSON, value: needsPerson });
  counted.needsPerson = needsPerson;
  show();
});

function show(): void {
  if (!isPageOn) return;
  for (const agent of agents) if (agent.outcome === undefined) agent.gauge = agent.read();
  const run = readRun?.();
  setCurrentDetails(renderLivePage({ state, steps, agents, ...(run && { run }), waits: openWaits() }));
}

/** Only where the run was started with them: an attribute that the namespace lacks would fail the workflow task for ever. */
function index(...pairs: SearchAttributePair[]): void {
  if (workflowInfo().typedSearchAttributes.get(DW_KIND) !== undefined) upsertSearchAttributes(pairs);
}
