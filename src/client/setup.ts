/** Creates the search attributes in a namespace: once for each namespace, by whoever administers it. */
import type { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES } from '../common/search-attributes';
import { detailsOf } from './grpc-status';

/** What became of each search attribute. */
export interface Setup {
  readonly existed: readonly string[];
  readonly created: readonly string[];
  /** Refused or clashing ones, with the reason. Runs go on without any of them then. */
  readonly refused: Readonly<Record<string, string>>;
}

const { IndexedValueType } = temporal.api.enums.v1;

const TYPES = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Bool: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  Double: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
} as const;

/** Creates what is missing; may be repeated. */
export async function setUp({ connection, options: { namespace } }: Client): Promise<Setup> {
  const wanted = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => ({ name, type: TYPES[type] }));
  if (!('operatorService' in connection))
    throw new TypeError('Setting up a namespace takes a connection as `connect()` makes it.');
  const { operatorService } = connection as Connection; // the interface of all connections leaves it out
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const existed = wanted.filter(({ name, type }) => customAttributes[name] === type).map(({ name }) => name);
  const refused: Record<string, string> = {};
  const created: string[] = [];
  for (const { name, type } of wanted) {
    if (existed.includes(name)) continue;
    try {
      if (name in customAttributes) throw new Error('the namespace has one of this name with another type');
      await operatorService.addSearchAttributes({ namespace, searchAttributes: { [name]: type } });
      created.push(name);
    } catch (error) {
      refused[name] = detailsOf(error);
    }
  }
  return { existed, created, refused };
}
