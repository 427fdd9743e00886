/** Each store that we ship, on the real thing: a directory, Postgres, and S3's protocol over HTTP. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { Pool } from 'pg';
import S3rver from 's3rver';
import { startPostgres, type Postgres } from '../../examples/complaint/postgres';
import {
  artifactId,
  directoryArtifacts,
  postgresArtifacts,
  s3Artifacts,
  type ArtifactStore,
} from '../../src/artifacts';

const folder = mkdtempSync(join(tmpdir(), 'dw-stores-'));
const s3rver = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 's3') });
let postgres: Postgres;
let pool: Pool;
let s3: S3Client;
let stores: Record<string, ArtifactStore>;

beforeAll(async () => {
  postgres = await startPostgres();
  pool = new Pool({ connectionString: postgres.url }).on('error', () => undefined); // the server may end first
  const { port } = await s3rver.run();
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  s3 = new S3Client({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'files' }));
  stores = {
    directory: directoryArtifacts(join(folder, 'files')),
    postgres: postgresArtifacts(pool),
    s3: s3Artifacts({ client: s3, bucket: 'files', prefix: 'claims/' }),
  };
}, 120_000);

afterAll(async () => {
  s3?.destroy();
  await s3rver.close();
  await pool?.end();
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

describe.each(['directory', 'postgres', 's3'])('%s', (name) => {
  test('gives back what was put, also when it is put twice at once', async () => {
    const store = stores[name]!;
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    const id = artifactId(bytes);
    expect([await store.has(id), await store.get(id)]).toEqual([false, undefined]);
    await Promise.all([store.put(id, bytes), store.put(id, bytes)]);
    await store.put(id, bytes);
    expect(await store.has(id)).toBe(true);
    expect(Buffer.from((await store.get(id))!)).toEqual(bytes);
  });

  test('takes no id that is no hash', async () => {
    const store = stores[name]!;
    for (const id of ['../../etc/passwd', '', 'A'.repeat(64)])
      await expect(Promise.resolve().then(() => store.get(id))).rejects.toThrow('is not the id of an artifact');
  });
});

test('a directory keeps no drafts, and half-written files under no id', () => {
  const [shelf] = readdirSync(join(folder, 'files'));
  expect(readdirSync(join(folder, 'files', shelf!))).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

test('Postgres makes its table once, whoever comes first, also in a schema of yours', async () => {
  await pool.query('CREATE SCHEMA claims');
  const two = [1, 2].map(() => postgresArtifacts(pool, { table: 'claims.files' }));
  const bytes = Buffer.from('x');
  await Promise.all(two.map((store) => store.put(artifactId(bytes), bytes)));
  expect((await pool.query('SELECT count(*)::int AS n FROM claims.files')).rows).toEqual([{ n: 1 }]);
  expect(() => postgresArtifacts(pool, { table: 'x; DROP TABLE y' })).toThrow('is not a table');
});

test('a bucket that is not there is no missing file: it throws', async () => {
  const store = s3Artifacts({ client: s3, bucket: 'nowhere' });
  await expect(store.get('0'.repeat(64))).rejects.toThrow();
});
