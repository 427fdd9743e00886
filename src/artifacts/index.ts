/**
 * Door of the artifacts room. Law: imports `common` and Node's own modules; `sharp` and `@aws-sdk/client-s3` are loaded
 * when they are first needed. Scripts and activities come for `attach`; workers are given a store.
 */
export { attach, type AttachOptions } from './attach';
export { artifactId, type ArtifactStore } from './artifact-store';
export { directoryArtifacts } from './directory-artifacts';
export { postgresArtifacts, type Queryable } from './postgres-artifacts';
export { s3Artifacts, type S3ArtifactsOptions } from './s3-artifacts';
export type { ArtifactSource, Attachment, InlineSource, MediaType } from '../common/attachment';
