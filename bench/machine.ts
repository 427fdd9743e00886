/** Under which conditions figures were taken: without them a figure says nothing. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** The machine and what else it did. */
export interface Conditions {
  readonly at: string;
  readonly machine: string;
  readonly node: string;
  /** Load averages over 1, 5 and 15 minutes; more than the number of cores means that figures are noisy. */
  readonly load: readonly number[];
}

/** The conditions now. */
export function conditions(): Conditions {
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  return {
    at: new Date().toISOString().slice(0, 16).replace('T', ' '),
    machine: `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${gigabytes} GB`,
    node: process.version,
    load: loadavg().map((value) => Math.round(value * 10) / 10),
  };
}

/** In one sentence. */
export function told({ at, machine, node, load }: Conditions, end: Conditions): string {
  const minute = (list: readonly number[]): string => String(list[0] ?? '?');
  return `Measured ${at} UTC on ${machine}, Node ${node}; load ${minute(load)} at the beginning and ${minute(end.load)} at the end.`;
}
