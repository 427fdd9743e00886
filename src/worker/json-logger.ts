/** Logs as JSON lines for whatever collects them: which run, step and tool; no prompts, arguments, results or messages. */
import { DefaultLogger, type LogEntry, type Logger, type LogLevel } from '@temporalio/worker';

/** What names a run and a step; everything else that a log entry carries may hold content. */
const NAMES = [
  ...['namespace', 'taskQueue', 'workflowId', 'runId', 'workflowType', 'activityId', 'activityType', 'attempt'],
  ...['sdkComponent', 'durationMs', 'isLocal'],
] as const;

/** Options of `jsonLogger`. */
export interface JsonLoggerOptions {
  /** Default `INFO`. */
  readonly level?: LogLevel;
  /** Messages of errors, which may quote what users wrote. Default false: the type alone; messages stand in history. */
  readonly errorMessages?: boolean;
  /** Default: standard error. */
  readonly write?: (line: string) => void;
}

/** A logger for `Runtime.install({ logger })` and `runWorker`. */
export function jsonLogger({
  level = 'INFO',
  errorMessages = false,
  write = (line) => process.stderr.write(line),
}: JsonLoggerOptions = {}): Logger {
  return new DefaultLogger(level, (entry) => write(`${JSON.stringify(lineOf(entry, errorMessages))}\n`));
}

function lineOf({ level, message, timestampNanos, meta }: LogEntry, errorMessages: boolean): object {
  const told: Record<string, unknown> = { ...meta };
  const names = NAMES.flatMap((name) => (told[name] === undefined ? [] : [[name, told[name]] as const]));
  const { error } = told;
  return {
    time: new Date(Number(timestampNanos / 1_000_000n)).toISOString(),
    level,
    message,
    ...Object.fromEntries(names),
    ...(error instanceof Error && { error: toldError(error, errorMessages) }),
  };
}

function toldError(error: Error, withMessage: boolean): object {
  const { type } = error as { type?: unknown }; // Temporal's failures have one
  return {
    name: error.name,
    ...(typeof type === 'string' && { type }),
    ...(withMessage && { message: error.message }),
  };
}
