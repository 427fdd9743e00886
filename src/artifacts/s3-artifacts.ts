/** Artifacts in S3, or in whatever speaks its protocol. Needs the package `@aws-sdk/client-s3`. */
import type { S3Client } from '@aws-sdk/client-s3';
import { requireId, type ArtifactStore } from './artifact-store';

/** Where the objects go. */
export interface S3ArtifactsOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Put before each id, for instance `claims/`. Default: nothing. */
  readonly prefix?: string;
}

/** A store in a bucket, which must be there. */
export function s3Artifacts({ client, bucket, prefix = '' }: S3ArtifactsOptions): ArtifactStore {
  const at = (id: string) => ({ Bucket: bucket, Key: `${prefix}${requireId(id)}` });
  return {
    put: async (id, bytes) => {
      const { PutObjectCommand } = await import('@aws-sdk/client-s3');
      await client.send(new PutObjectCommand({ ...at(id), Body: bytes }));
    },
    get: async (id) => {
      const { GetObjectCommand } = await import('@aws-sdk/client-s3');
      return unlessMissing(async () => (await client.send(new GetObjectCommand(at(id)))).Body?.transformToByteArray());
    },
    has: async (id) => {
      const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
      const head = await unlessMissing(() => client.send(new HeadObjectCommand(at(id))));
      return head !== undefined;
    },
  };
}

/** A missing bucket is no missing object: it is a mistake that somebody has to mend. */
async function unlessMissing<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (['NoSuchKey', 'NotFound'].includes((error as Error).name)) return undefined;
    throw error;
  }
}
