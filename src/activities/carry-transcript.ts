/**
 * The activity that takes a transcript out of one run's history for the next run to start from: an agent that lives for
 * months continues as new, and its earlier runs may be past their retention by then.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { formatOf } from '../common/attachment';
import { FAILURE } from '../common/failure-type';
import { readable } from '../common/format-version';
import { conversationOf } from '../common/transcript';
import type { CarryInput, CarryResult } from '../common/carry';
import type { Message } from '../common/wire';
import { Attempts } from './attempts';
import type { HistoryReader } from './history-reader';

/** Below the 2 MB of one payload, with room for one message more. */
const PART_BYTES = 1_000_000;

/** All parts stand in one continue-as-new command, which with everything else must stay below 4 MB. */
export const MAX_CARRIED_PARTS = 3;

/** Makes the activity: it returns one part of the transcript and says how many there are. */
export function carryTranscriptActivity(history: HistoryReader): (input: CarryInput) => Promise<CarryResult> {
  return async (input) => {
    const { info, client } = Context.current();
    const attempts = new Attempts();
    try {
      readable(input, 'The carry of a transcript');
      const recording = await history.read(client, info);
      const { opening, offer, messages, knownTokens } = await conversationOf(recording, {
        ...input,
        maxTokens: 0,
        allowanceNanoUsd: null,
      });
      const parts = partsOf(messages);
      if (!offer || parts.length > MAX_CARRIED_PARTS) throw tooLarge(parts.length);
      const part = parts[input.part] ?? [];
      return {
        v: formatOf(part.flatMap(({ content }) => content)),
        messages: part,
        parts: parts.length,
        opening,
        offer,
        lastTokens: knownTokens ?? 0,
      };
    } finally {
      attempts.end();
    }
  };
}

/** Whole messages, in parts of at most about a megabyte. */
function partsOf(messages: readonly Message[]): readonly (readonly Message[])[] {
  const parts: Message[][] = [[]];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message));
    if (bytes + size > PART_BYTES && bytes > 0) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(message);
    bytes += size;
  }
  return parts;
}

function tooLarge(parts: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The transcript needs \`${parts}\` parts of a megabyte, and ${MAX_CARRIED_PARTS} fit into the start of the next run.`,
    FAILURE.transcriptTooLarge,
  );
}
