/** Temporal's data converter out of codecs: the same one for worker, client, bundle and `dw`. */
import type { DataConverter, PayloadCodec } from '@temporalio/common';

/** The codecs, in the order in which they write. */
export interface DataConverterOptions {
  /** Usually `[compression(), encryption({ … })]`: ciphertext does not shrink. */
  readonly codecs: readonly PayloadCodec[];
}

/**
 * A data converter with these codecs, which also covers messages and stacks of failures. With a bundle made ahead of
 * time pass it to `bundleWorkflows` too, or failures of workflows stay in the clear.
 */
export function dataConverterOf({ codecs }: DataConverterOptions): DataConverter {
  return { payloadCodecs: [...codecs], failureConverterPath: require.resolve('./failure-converter') };
}
