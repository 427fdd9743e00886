/** The one error of all codecs; its name becomes the failure's type in Temporal, where alerts look for it. */

/** A payload can't be read, or can't be written, with the keys and formats at hand. Its message names no content and no key, only the key's id. */
export class UnreadablePayloadError extends Error {
  override readonly name = 'UnreadablePayloadError';
}
