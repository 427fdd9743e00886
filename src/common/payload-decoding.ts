/**
 * Raw payloads of history events come as the server stores them: perhaps moved to external storage, encoded by codecs.
 * Temporal decodes them only for its own calls, so readers of raw history undo it here. Not for workflow code.
 */
import type { LoadedDataConverter, Payload } from '@temporalio/common';
import { decode } from '@temporalio/common/lib/internal-non-workflow/codec-helpers';
import { isReferencePayload } from '@temporalio/common/lib/internal-non-workflow/extstore-helpers';
import { ExternalStorageRunner } from '@temporalio/common/lib/internal-non-workflow/external-storage-runner';
import type { Decode } from './recording';

/** A function that turns one raw payload into its value: external storage, then codecs, then the converter. */
export function payloadDecoder({ externalStorage, payloadCodecs, payloadConverter }: LoadedDataConverter): Decode {
  const storage = externalStorage && new ExternalStorageRunner(externalStorage);
  return async (payload: Payload) => {
    if (!storage && isReferencePayload(payload)) {
      throw new Error(
        'A payload lies in external storage, and this data converter has none. Configure the one that wrote it.',
      );
    }
    const [stored] = storage ? await storage.retrieve([payload]) : [payload];
    const [plain] = await decode(payloadCodecs, stored ? [stored] : []);
    return plain && payloadConverter.fromPayload(plain);
  };
}
