/** A logger that takes secrets out of what it passes on: messages, and everything that an entry carries. */
import type { Logger, LogMetadata } from '@temporalio/worker';
import type { Redactor } from '../common/redactor';

/** Wraps a logger. Errors keep their type; their messages and stacks are redacted. */
export function redactedLogger(logger: Logger, redactor: Redactor): Logger {
  const clean = (meta: LogMetadata | undefined): LogMetadata | undefined =>
    meta && {
      ...meta, // the time stands under a symbol
      ...Object.fromEntries(Object.entries(meta).map(([name, value]) => [name, cleanValue(value, redactor)])),
    };
  return {
    log: (level, message, meta) => void logger.log(level, redactor.redactText(message), clean(meta)),
    trace: (message, meta) => void logger.trace(redactor.redactText(message), clean(meta)),
    debug: (message, meta) => void logger.debug(redactor.redactText(message), clean(meta)),
    info: (message, meta) => void logger.info(redactor.redactText(message), clean(meta)),
    warn: (message, meta) => void logger.warn(redactor.redactText(message), clean(meta)),
    error: (message, meta) => void logger.error(redactor.redactText(message), clean(meta)),
  };
}

/** Errors, and what only the logger's own process understands (a time in nanoseconds), keep what they are. */
function cleanValue(value: unknown, redactor: Redactor): unknown {
  if (value instanceof Error) return cleanError(value, redactor);
  if (typeof value === 'string') return redactor.redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  try {
    return redactor.redact(value);
  } catch {
    return '[redacted:unreadable]'; // no JSON, so nobody can say what is in it
  }
}

/** A copy with the same prototype: the error itself goes on to where it is handled. */
function cleanError(error: Error, redactor: Redactor): Error {
  const { message, stack = '', cause } = error;
  const told = { message: redactor.redactText(message), stack: redactor.redactText(stack) };
  const shown = cause instanceof Error ? { ...told, cause: cleanError(cause, redactor) } : told;
  const { type } = error as { type?: unknown }; // Temporal's failures have one
  return Object.defineProperties(Object.create(Object.getPrototypeOf(error) as object) as Error, {
    ...Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, { value, enumerable: false }])),
    ...(typeof type === 'string' && { type: { value: type, enumerable: true } }),
    name: { value: error.name, enumerable: false },
  });
}
