/** The quickstart's worker with encrypted payloads; a client gets the same converter by `connect({ dataConverter })`. */
import { createWorker } from 'dynamic-workflows/worker';
import { workerOptions } from '../quickstart/worker';
import { dataConverter } from './converter';

if (require.main === module) void createWorker({ ...workerOptions, dataConverter }).then((worker) => worker.run());
