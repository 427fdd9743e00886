/**
 * Door of the codecs room. Law: loads `@temporalio/common` and Node's own modules, no other room. Stands apart from
 * `common` because workflows are bundled with that, and from `worker` because clients need the same codecs.
 */
export { compression, type CompressionAlgorithm, type CompressionOptions } from './compression';
export { dataConverterOf, type DataConverterOptions } from './data-converter';
export { encryption, type EncryptionOptions } from './encryption';
export type { Key, KeyProvider } from './keys';
export { redaction, type Redaction, type RedactionOptions } from './redaction';
export { UnreadablePayloadError } from './unreadable-payload';
