/** Temporal's runtime for tests in which things fail on purpose: it says nothing below an error, and its core nothing at all. */
import { DefaultLogger, Runtime, type Logger } from '@temporalio/worker';

/** Installs it; before anything of Temporal's worker is used. */
export function quietRuntime(logger: Logger = new DefaultLogger('ERROR')): void {
  Runtime.install({ logger, telemetryOptions: { logging: { forward: {}, filter: 'OFF' } } });
}

/** For tests that read the failure themselves. */
export const silent = new DefaultLogger('ERROR', () => undefined);
