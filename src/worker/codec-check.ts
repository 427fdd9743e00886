/**
 * Sends one payload through a worker's codecs and back when it starts: Temporal ends a worker that can't encode the
 * report of a failed task, so one without its key had better not start. It also fetches the current key ahead of time.
 */
import { defaultPayloadConverter, type DataConverter } from '@temporalio/common';

/** Throws where the codecs can't write a payload, or can't read what they wrote. */
export async function requireWorkingCodecs({ payloadCodecs = [] }: DataConverter): Promise<void> {
  try {
    let payloads = [defaultPayloadConverter.toPayload('a payload to try the codecs with')];
    for (const codec of payloadCodecs) payloads = await codec.encode(payloads);
    for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The codecs of \`dataConverter\` can't write a payload and read it again: ${why}`, { cause });
  }
}
