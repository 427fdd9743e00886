/**
 * Puts messages and stacks of failures into payloads, where codecs reach them; as they are, the server keeps them in the
 * clear. A file of its own because Temporal loads it by path, also into the workflows' sandbox: nothing of Node here.
 */
import { DefaultFailureConverter, type FailureConverter } from '@temporalio/common';

/** The name that Temporal looks for. */
export const failureConverter: FailureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
