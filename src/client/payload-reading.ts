/** Decodes payloads of raw history with the client's own data converter, and says what to do where that fails. */
import type { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { payloadDecoder } from '../common/payload-decoding';
import type { Decode } from '../common/recording';

/** The decoder of a Temporal client: external storage, codecs, converter. */
export function decoderOf(client: Client): Decode {
  const converter = client.options.loadedDataConverter;
  const decode = payloadDecoder(converter);
  return async (payload) => {
    try {
      return await decode(payload);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const message = `A payload with encoding \`${encodingOf(payload)}\` can't be read: ${why}. Give connect() the dataConverter that the worker uses, its codecs and external storage included.`;
      throw new Error(message, { cause });
    }
  };
}

function encodingOf({ metadata }: Payload): string {
  const encoding = metadata?.['encoding'];
  return encoding ? new TextDecoder().decode(encoding) : 'none';
}
