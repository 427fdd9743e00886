/**
 * What a caller sends to `POST /v1/messages`, as a script or a test reads it. These are readable shapes of JSON that
 * has passed the checks; the simulator shares no type with the SDK, so that it cannot inherit its mistakes.
 */

/** A prompt cache marker. */
export interface CacheMarker {
  readonly type: 'ephemeral';
  readonly ttl?: '5m' | '1h';
}

/** One content block of a message, of any type; the fields that belong to its `type` are set. */
export interface MessageBlock {
  readonly type: string;
  readonly text?: string;
  readonly thinking?: string;
  readonly signature?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: unknown;
  readonly tool_use_id?: string;
  readonly content?: string | readonly MessageBlock[];
  readonly is_error?: boolean;
  readonly cache_control?: CacheMarker | null;
  readonly [field: string]: unknown;
}

/** One message of the conversation. */
export interface Message {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: string | readonly MessageBlock[];
}

/** A tool the model may call. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string;
  readonly input_schema?: Readonly<Record<string, unknown>>;
  readonly cache_control?: CacheMarker | null;
  readonly [field: string]: unknown;
}

/** The JSON body of `POST /v1/messages`. */
export interface MessagesRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly messages: readonly Message[];
  readonly system?: string | readonly MessageBlock[];
  readonly tools?: readonly ToolDefinition[];
  readonly tool_choice?: { readonly type: string; readonly name?: string; readonly [field: string]: unknown };
  readonly thinking?: { readonly type: string; readonly display?: string | null; readonly [field: string]: unknown };
  readonly output_config?: {
    readonly effort?: string | null;
    readonly format?: { readonly type: string; readonly schema: Readonly<Record<string, unknown>> } | null;
  };
  readonly cache_control?: CacheMarker | null;
  readonly stream?: boolean;
  readonly [field: string]: unknown;
}

/** One `POST /v1/messages` as the simulator received it. */
export interface SimulatedRequest {
  /** Counts every `POST /v1/messages` of this simulator from 1, refused and faulted ones too. */
  readonly number: number;
  /** The parsed body. Not checked yet when `problem` is set: it may then be anything, `{}` if it was not JSON. */
  readonly body: MessagesRequest;
  readonly headers: Record<string, string>;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Why the request was refused or faulted; absent if it was answered in full. */
  readonly problem?: string;
}
