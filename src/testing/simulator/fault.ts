/**
 * What can go wrong with one request. Three groups: a fault *before* any reply, one that *breaks* a reply under way,
 * and one that *ends* a reply early but well-formed, as the model itself can. Each is a plain value in a script.
 */

/** Answered (or not) before any reply begins; costs nothing. */
export type FaultBefore =
  | { readonly kind: 'rate_limit'; readonly retryAfterSeconds?: number | null }
  | { readonly kind: 'spend_limit' }
  | { readonly kind: 'overloaded' }
  | { readonly kind: 'server_error' }
  | { readonly kind: 'bad_gateway' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'model_not_found' }
  | { readonly kind: 'hang' };

/** The reply begins and is not finished; its input, and the output sent, are billed. */
export interface FaultDuring {
  /**
   * `stall` falls silent, `pings_only` sends nothing but pings, `error_event` ends with an `overloaded_error` event,
   * `clean_end` ends without `message_stop`, `reset` breaks the TCP connection.
   */
  readonly kind: 'stall' | 'pings_only' | 'error_event' | 'clean_end' | 'reset';
  /** Stream events sent first; half of them by default, one before `pings_only`. */
  readonly afterEvents?: number;
}

/** The reply is complete, but not the one hoped for; the scripted reply counts as used if it carried the fault. */
export type FaultEnding =
  | { readonly kind: 'max_tokens_in_tool' }
  | { readonly kind: 'max_tokens_in_thinking' }
  | { readonly kind: 'refusal'; readonly afterPartialTool?: boolean }
  | { readonly kind: 'pause_turn' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'context_window' };

/** A fault with its settings. */
export type DetailedFault = FaultBefore | FaultDuring | FaultEnding;

/** The names of the faults. */
export type FaultKind = DetailedFault['kind'];

/** A fault: its name, or its name with settings, such as `{ kind: 'rate_limit', retryAfterSeconds: 30 }`. */
export type Fault = FaultKind | DetailedFault;

/** The 429 of a rate limit asks for this wait unless the fault says otherwise. */
export const DEFAULT_RETRY_AFTER_SECONDS = 1;

type Group = 'before' | 'during' | 'ending';

const GROUPS: Readonly<Record<FaultKind, Group>> = {
  rate_limit: 'before',
  spend_limit: 'before',
  overloaded: 'before',
  server_error: 'before',
  bad_gateway: 'before',
  unauthorized: 'before',
  model_not_found: 'before',
  hang: 'before',
  stall: 'during',
  pings_only: 'during',
  error_event: 'during',
  clean_end: 'during',
  reset: 'during',
  max_tokens_in_tool: 'ending',
  max_tokens_in_thinking: 'ending',
  refusal: 'ending',
  pause_turn: 'ending',
  empty: 'ending',
  context_window: 'ending',
};

/** The fault with its settings, whichever way it was written. */
export function detail(fault: Fault): DetailedFault {
  // A bare name is a fault without settings: every setting is optional.
  return typeof fault === 'string' ? { kind: fault } : fault;
}

/** Tells whether the fault strikes before any reply. */
export function isBefore(fault: DetailedFault): fault is FaultBefore {
  return GROUPS[fault.kind] === 'before';
}

/** Tells whether the fault breaks a reply under way. */
export function isDuring(fault: DetailedFault): fault is FaultDuring {
  return GROUPS[fault.kind] === 'during';
}

/** Tells whether the fault gives a complete reply that ended early. */
export function isEnding(fault: DetailedFault): fault is FaultEnding {
  return GROUPS[fault.kind] === 'ending';
}
