/**
 * What a run tells while it goes: collected by the interceptor and by the agents, shown as the live page and as search
 * attributes. Temporal gives every run its own copy of module state.
 */
import { isCancellation, patched, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SearchAttributePair } from '@temporalio/common';
import type { Gauge } from '../common/gauge';
import { inUsd, nanoUsd, type NanoUsd } from '../common/money';
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

/** `asked` is the model that the newest call asked, `model` the one that the newest reply is from, or that is asked now. */
const counted = { turns: 0, asked: '', model: '', stage: '', needsPerson: false };

/** Histories from before have no event where an agent threw, or where a person chose another model. */
const TOLD_AT_ONCE = 'told-at-once';

let state: LivePage['state'] = 'running';
let isPageOn = true;
let readRun: (() => Gauge) | undefined;

/** Leaves the run's current details to the workflow itself. */
export function turnLivePageOff(): void {
  isPageOn = false;
}

/** A step begins, in a stage, and where Claude is asked with a model; call the result when it ends. */
export function stepBegins(
  step: Omit<ToldStep, 'state'>,
  stage: string,
  model?: string,
): (end: 'done' | 'failed') => void {
  const told: Mutable<ToldStep> = { ...step, state: 'runs' };
  steps.push(told);
  if (steps.length > MAX_STEPS_TOLD) steps.shift();
  const isOther = model !== undefined && model !== counted.asked;
  if (isOther) counted.asked = counted.model = model;
  if (stage !== counted.stage) {
    counted.stage = stage;
    index({ key: DW_STAGE, value: stage }, ...modelPair(isOther)); // one event a stage, not one a step
  } else if (isOther && isIndexed() && patched(TOLD_AT_ONCE)) index(...modelPair(true));
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

/** What an agent tells. */
export interface AgentStory {
  /** Claude replied. */
  replied(reply: CallResult): void;
  /** The kind of its outcome. */
  ends(outcome: string): void;
  /** It threw this, which is thrown again. */
  fails(error: unknown): never;
}

/** Limits were raised. */
export function limitsChanged(): void {
  show();
}

/** An agent begins, with how its limits stand and what earlier runs spent. */
export function agentBegins(name: string, read: () => Gauge, spentBefore: NanoUsd): AgentStory {
  const told: (typeof agents)[number] = { name, spent: spentBefore, read };
  agents.push(told);
  show();
  const ends = (outcome: string): void => {
    told.gauge = read();
    told.outcome = outcome;
    const spent = agents.reduce((sum, agent) => sum + agent.spent, 0);
    index(
      { key: DW_OUTCOME, value: outcome },
      { key: DW_COST_USD, value: inUsd(nanoUsd(spent)) },
      { key: DW_TURNS, value: counted.turns },
      ...modelPair(counted.model !== ''),
    );
    show();
  };
  return {
    replied({ costNanoUsd, model }) {
      counted.turns++;
      counted.model = model;
      told.spent = nanoUsd(told.spent + costNanoUsd);
    },
    ends,
    fails(error) {
      if (isIndexed() && patched(TOLD_AT_ONCE)) ends(isCancellation(error) ? 'cancelled' : 'failed');
      throw error;
    },
  };
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

function modelPair(isTold: boolean): SearchAttributePair[] {
  return isTold ? [{ key: DW_MODEL, value: counted.model }] : [];
}

function show(): void {
  if (!isPageOn) return;
  for (const agent of agents) if (agent.outcome === undefined) agent.gauge = agent.read();
  const run = readRun?.();
  setCurrentDetails(renderLivePage({ state, steps, agents, ...(run && { run }), waits: openWaits() }));
}

function index(...pairs: SearchAttributePair[]): void {
  if (isIndexed()) upsertSearchAttributes(pairs);
}

/** Only where the run was started with them: an attribute that the namespace lacks would fail the workflow task for ever. */
function isIndexed(): boolean {
  return workflowInfo().typedSearchAttributes.get(DW_KIND) !== undefined;
}
