/**
 * Asks a Temporal server whether it can be used. Stands apart because an open port proves nothing: ready means that the
 * namespace answers over gRPC and knows the search attributes.
 */
import { Connection } from '@temporalio/client';
import type { ConnectionOptions } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { SearchAttributeType } from './temporal-server-flags';

/** A server that takes longer for one answer is asked again. */
const ANSWER_MS = 5_000;

/** While a server starts, its port is refused; gRPC's own pause of a second before it tries again would double the wait. */
const EAGER_RECONNECT = { 'grpc.initial_reconnect_backoff_ms': 50, 'grpc.max_reconnect_backoff_ms': 200 };

/** gRPC's word for "that is already there": another process registered the same attribute meanwhile. */
const ALREADY_EXISTS = 6;

const VALUE_TYPES: Record<SearchAttributeType, temporal.api.enums.v1.IndexedValueType> = {
  Text: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
  Keyword: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Int: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_INT,
  Double: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
  Bool: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  Datetime: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  KeywordList: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
};

/** Connects once, asks for the namespace, and hangs up. Fails with the gRPC error when either is not there. */
export async function checkNamespace(options: ConnectionOptions, namespace: string): Promise<void> {
  const connection = await Connection.connect({ connectTimeout: ANSWER_MS, channelArgs: EAGER_RECONNECT, ...options });
  try {
    await connection.withDeadline(Date.now() + ANSWER_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } finally {
    await connection.close();
  }
}

/**
 * Registers the search attributes that are missing; may be repeated. The flag of the dev server is ignored for names
 * that are new to an existing database file, so the running server is asked as well.
 */
export async function registerSearchAttributes(
  options: ConnectionOptions,
  namespace: string,
  wanted: Readonly<Record<string, SearchAttributeType>>,
): Promise<void> {
  if (Object.keys(wanted).length === 0) return;
  const connection = await Connection.connect({ connectTimeout: ANSWER_MS, ...options });
  try {
    await connection.withDeadline(Date.now() + ANSWER_MS, async () => {
      const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
      const missing = Object.entries(wanted).filter(([name]) => !(name in customAttributes));
      if (missing.length === 0) return;
      const searchAttributes = Object.fromEntries(missing.map(([name, type]) => [name, VALUE_TYPES[type]]));
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== ALREADY_EXISTS) throw error;
  } finally {
    await connection.close();
  }
}
