/**
 * The Temporal plugin: one line in anybody's worker adds the tools and the model calls as activities, labels steps in the
 * Temporal UI, and leaves everything else as it was.
 */
import { SimplePlugin } from '@temporalio/plugin';
import type { BundleOptions, WorkerOptions } from '@temporalio/worker';
import { claudeActivities, type ClaudeActivities, type ClaudeOptions } from '../activities/claude-activities';
import { refuseCollisions } from '../activities/tool-registry';
import { sharingModules } from './shared-modules';

/**
 * A cancellation reaches an activity with a heartbeat, and heartbeats are sent no more often than this: two seconds from
 * a person's "cancel" to a closed socket.
 */
const MAX_HEARTBEAT_THROTTLE_MS = 2_000;

/** A worker plugin; see `claude`. */
export class ClaudePlugin extends SimplePlugin {
  constructor(readonly claude: ClaudeActivities) {
    super({
      name: 'dynamic-workflows.claude',
      activities: claude.activities,
      workerInterceptors: { workflowModules: [stepSummariesPath()] },
    });
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    refuseCollisions(this.claude.registry, options.activities ?? {});
    return super.configureWorker({ maxHeartbeatThrottleInterval: MAX_HEARTBEAT_THROTTLE_MS, ...options });
  }

  override configureBundler(options: BundleOptions): BundleOptions {
    return sharingModules(super.configureBundler(options));
  }
}

/**
 * The plugin for `Worker.create({ plugins: [claude({ tools })] })`. With a prebuilt bundle pass it to
 * `bundleWorkflowCode` too. Throws a `TypeError` at once for tools that can't be used and for a missing key.
 */
export function claude(options: ClaudeOptions): ClaudePlugin {
  return new ClaudePlugin(claudeActivities(options));
}

/** The interceptor that labels static steps; a path, since it runs in the sandbox. */
export function stepSummariesPath(): string {
  return require.resolve('../workflows/step-summaries');
}
