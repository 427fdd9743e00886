/** What a user says about a workflow that is put under faults. */
import type { DataConverter } from '@temporalio/common';
import type { WorkflowFunction } from '../../client';
import type { Json } from '../../common/json';
import type { NanoUsd } from '../../common/money';
import type { Script } from '../simulator/scripted-reply';
import type { Seen } from './seen';

/** How to run it, and what must hold of it beside what always must. */
export interface Subject<Input = unknown> {
  /** Path of the compiled module that exports `workerOptions`. */
  readonly worker: string;
  /** Its input, or one for each run: `run` is seven digits, and the only thing in which two runs may differ. */
  readonly input?: Input | ((run: string) => Input | Promise<Input>);
  /** What Claude says. A list is gone through in order, and a repeated request gets the reply that it got before. */
  readonly script: Script;
  /** Opens whatever the workers need outside; what it returns is added to their environment. */
  readonly open?: () => Promise<NodeJS.ProcessEnv | void>;
  readonly close?: () => Promise<void>;
  /** What the world outside shows of a run: rows, letters, payments. Compared with a calm run's. */
  readonly effects?: (run: string) => Promise<Json>;
  /** Takes out of a JSON text what two runs can't have in common: generated numbers, times, costs. */
  readonly comparable?: (text: string) => string;
  /**
   * Whether a result says that the run ended at a limit of its own: killed attempts may have been paid, so enough of them use
   * up any budget.
   */
  readonly limited?: (result: Json) => boolean;
  /** What is wrong with a run, in sentences. */
  readonly invariants?: (seen: Seen, calm: Seen) => readonly string[] | Promise<readonly string[]>;
  /** What no run may ever cost, by Claude's own bill. */
  readonly budget?: NanoUsd;
  /** Texts that must not stand in history, beside the key that the kit gives to workers. */
  readonly secrets?: readonly string[];
  /** Where the package is that the workers load, if it is not the one that runs the kit. */
  readonly root?: string;
  /** The one of the worker, where it has one. */
  readonly dataConverter?: DataConverter;
}

/** A subject with its workflow, as a module exports it for `dw faults`. */
export type FaultModule = Subject & { readonly workflow: string | WorkflowFunction };
