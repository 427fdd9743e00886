/** Keeps Temporal's core from telling on the terminal what a command tells better: replays that fail, for instance. */
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Errors of Temporal's own only. A process that has its runtime already keeps that one's logger. */
export function quietRuntime(): void {
  const logging = { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) };
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined), telemetryOptions: { logging } });
  } catch {
    // installed before
  }
}
