/** A laboratory with codecs: workers on queues of their own, a client with the same converter, and what the server sees. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Client } from '../../src/client';
import { compression, dataConverterOf, encryption } from '../../src/codecs';
import { bundleWorkflows } from '../../src/worker';
import type { RawEvent } from './history';
import { openLab, type Lab, type LabWorker, type LabWorkerOptions } from './lab';

/** Keys by their ids. */
export const keys = { first: randomBytes(32), second: randomBytes(32), foreign: randomBytes(32) };
type KeyId = keyof typeof keys;

/** A converter that writes with the first key named, and reads with all of them. */
export function converterWith(current: KeyId, ...older: readonly KeyId[]) {
  const known = Object.fromEntries([current, ...older].map((id) => [id, keys[id]]));
  return dataConverterOf({ codecs: [compression(), encryption({ keys: known, current })] });
}

/** A laboratory whose client writes with the key `first`, and which starts workers with the converter given. */
export interface SealedLab {
  readonly lab: Lab;
  readonly client: Client;
  addWorker(
    taskQueue: string,
    converter: LabWorkerOptions['dataConverter'],
    more?: LabWorkerOptions,
  ): Promise<LabWorker>;
  /** One that runs no workflows. */
  addActivityWorker(taskQueue: string, converter: LabWorkerOptions['dataConverter']): Promise<LabWorker>;
  close(): Promise<void>;
}

/** Opens it. Its usual worker, without codecs, is left to the test. */
export async function openSealedLab(): Promise<SealedLab> {
  const [lab, workflowBundle] = await Promise.all([
    openLab({ withWorker: false }),
    bundleWorkflows(require.resolve('./fixtures/lab-workflows'), { dataConverter: converterWith('first') }),
  ]);
  const client = await connect({ address: lab.server.address, dataConverter: converterWith('first', 'second') });
  const withoutPath = { workflowsPath: undefined } as unknown as LabWorkerOptions; // in place of the laboratory's
  return {
    ...{ lab, client },
    addWorker: (taskQueue, converter, more) =>
      lab.addWorker({
        ...withoutPath,
        taskQueue,
        workflowBundle,
        ...(converter && { dataConverter: converter }),
        ...more,
      }),
    addActivityWorker: (taskQueue, converter) =>
      lab.addWorker({ ...withoutPath, taskQueue, ...(converter && { dataConverter: converter }) }),
    async close() {
      await client.close();
      await lab.close();
    },
  };
}

/** Everything that the server holds of a run that a person could read. */
export function readableIn(value: unknown): string {
  if (typeof value === 'string') return `${value}\n`;
  if (value instanceof Uint8Array) return `${Buffer.from(value).toString('latin1')}\n`;
  return typeof value === 'object' && value !== null ? Object.values(value).map(readableIn).join('') : '';
}

/** Encodings of all payloads in events. */
export function encodingsIn(events: readonly RawEvent[]): ReadonlySet<string> {
  return new Set(metadataIn(events, 'encoding'));
}

/** Ids of the keys that the payloads in events were written with. */
export function keyIdsIn(events: readonly RawEvent[]): ReadonlySet<string> {
  return new Set(metadataIn(events, 'encryption-key-id'));
}

function metadataIn(value: unknown, name: string): readonly string[] {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  const entry = (value as { metadata?: Record<string, Uint8Array> }).metadata?.[name];
  return [
    ...(entry ? [Buffer.from(entry).toString()] : []),
    ...Object.entries(value).flatMap(([field, of]) => (field === 'searchAttributes' ? [] : metadataIn(of, name))), // the server searches them
  ];
}

/** The first answer that is one; asks again while there is none. */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(50);
  }
}
