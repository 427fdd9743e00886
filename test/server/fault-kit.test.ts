/** The complaint under the fault kit: a sample of what `npm run faults -- --example complaint` does in full. */
import { resolve } from 'node:path';
import { faults } from '../../examples/complaint/faults';
import { survives } from '../../src/testing';

const { workflow, ...subject } = faults;
const worker = resolve('lib/examples/complaint/worker.js'); // processes of their own run the build

/** Of some three hundred, at even distances. */
const SAMPLE = 24;

test('the complaint survives faults of many kinds, one at a time, all over it', async () => {
  const { runs } = await survives(workflow, { ...subject, worker, sample: SAMPLE });
  expect(runs.length).toBe(SAMPLE);
  expect(runs.flatMap(({ proofs }) => proofs).length).toBe(SAMPLE);
}, 600_000);
