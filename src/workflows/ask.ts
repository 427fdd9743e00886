/** What a pipeline asks of an agent: the task, what strangers wrote, and the limits of this one run. */
import { ApplicationFailure } from '@temporalio/common';
import { attachmentProblem, MAX_REQUEST_BYTES, requestBytesOf } from '../common/attachment';
import { utf8Length } from '../common/canonical-json';
import { FAILURE } from '../common/failure-type';
import { firstMessage, type Datum } from '../common/first-message';
import { limitsProblem, type Limits } from '../common/limits';
import type { Part } from '../common/wire';

/** A request to an agent, and the limits of this one run of it. Its `maxTurns` takes the place of the agent's. */
export interface Ask extends Limits {
  /** The task, in the pipeline's own words. */
  readonly prompt: string;
  /**
   * What strangers wrote or sent: given to Claude as quoted data that is marked as no instruction. A `file` is what `attach`
   * of `dynamic-workflows/artifacts` returned: an image, a PDF or a text.
   */
  readonly data?: readonly Datum[];
  /**
   * What becomes of completed effects when the agent throws or comes to no answer: `leave` (the default) them, or
   * `compensate`: run the `undo` of their tools, newest first.
   */
  readonly onFailure?: 'leave' | 'compensate';
}

/** Stands in one activity input, next to nothing else, and is the start of every prompt. */
const MAX_FIRST_MESSAGE_BYTES = 1_000_000;

/** The parts of the first message. Throws `InvalidAgent` for an ask that can't work. */
export function firstParts({ prompt, data = [], onFailure = 'leave', ...limits }: Ask): readonly Part[] {
  if (!prompt.trim()) throw invalid('The prompt is empty. Say what Claude is to do.');
  const problem = limitsProblem(limits);
  if (problem) throw invalid(problem);
  if (onFailure !== 'leave' && onFailure !== 'compensate')
    throw invalid(`onFailure is \`leave\` or \`compensate\`, not \`${String(onFailure)}\`.`);
  requireShowable(data);
  const parts = firstMessage(prompt, data);
  const bytes = parts.reduce(
    (sum, part) => sum + utf8Length(part.kind === 'text' ? part.text : JSON.stringify(part)),
    0,
  );
  if (bytes > MAX_FIRST_MESSAGE_BYTES) {
    throw invalid(
      `Prompt and data are ${bytes} bytes long, and at most ${MAX_FIRST_MESSAGE_BYTES} are taken. Give Claude a tool to read the rest with.`,
    );
  }
  requireFitting(data);
  return parts;
}

/** Throws for what the API would refuse at once. */
function requireShowable(data: readonly Datum[]): void {
  for (const datum of data) {
    const problem = 'file' in datum && attachmentProblem(datum.file);
    if (problem) throw invalid(`The file from ${JSON.stringify(datum.source)} can't be shown to Claude: ${problem}.`);
  }
}

function requireFitting(data: readonly Datum[]): void {
  const files = data.flatMap((datum) => ('file' in datum ? [datum.file] : []));
  const bytes = files.reduce((sum, file) => sum + requestBytesOf(file), 0);
  if (bytes <= MAX_REQUEST_BYTES) return;
  throw invalid(
    `The files take ${bytes} bytes of a request, and at most ${MAX_REQUEST_BYTES} are taken. Give Claude a tool that returns them one by one.`,
  );
}

/** A programmer's error, final: retrying a workflow task would not mend it. */
export function invalid(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, FAILURE.invalidAgent);
}
