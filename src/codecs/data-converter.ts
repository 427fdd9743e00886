/** Temporal's data converter out of codecs: the same one for worker, client, bundle and `dw`. */
import type { DataConverter, PayloadCodec } from '@temporalio/common';

/** The codecs, in the order in which they write. */
export interface DataConverterOptions {
  /** Usually `[redaction(), compression(), encryption({ … })]`: nothing is found in ciphertext, nor does it shrink. */
  readonly codecs: readonly PayloadCodec[];
}

/**
 * A data converter with these codecs, which also covers messages and stacks of failures. With a bundle made ahead of
 * time pass it to `bundleWorkflows` too, or failures of workflows stay in the clear. Throws where `redaction()` is not the
 * first codec.
 */
export function dataConverterOf({ codecs }: DataConverterOptions): DataConverter {
  if (codecs.slice(1).some((codec) => 'redactText' in codec))
    throw new TypeError('Put `redaction()` before all other codecs: behind them it would find nothing.');
  return { payloadCodecs: [...codecs], failureConverterPath: require.resolve('./failure-converter') };
}
