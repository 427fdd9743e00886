/** Our contestant's worker, as anybody would start it; payloads are compressed where the environment says so. */
import { compression, dataConverterOf } from '../../src/codecs';
import type { CreateWorkerOptions } from '../../src/worker';
import * as tools from './tools';

/** Set to any text to compress. */
export const COMPRESS_ENV = 'BENCH_COMPRESS';

/** For `startWorkerProcess`. */
export const workerOptions: CreateWorkerOptions = {
  taskQueue: 'ours',
  workflowsPath: require.resolve('./workflow'),
  tools,
  ...(process.env[COMPRESS_ENV] && { dataConverter: dataConverterOf({ codecs: [compression()] }) }),
};
