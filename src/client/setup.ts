/** The search attributes of a namespace: which it has, and their creation, once, by whoever administers it. */
import type { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES as WANTED } from '../common/search-attributes';
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
export async function setUp(client: Client): Promise<Setup> {
  const { namespace } = client.options;
  const { existed, missing, clashing } = await attributesOf(client);
  const refused: Record<string, string> = { ...clashing };
  const created: string[] = [];
  for (const name of missing) {
    try {
      await operatorOf(client).addSearchAttributes({ namespace, searchAttributes: { [name]: TYPES[WANTED[name]] } });
      created.push(name);
    } catch (error) {
      refused[name] = detailsOf(error);
    }
  }
  return { existed, created, refused };
}

/** What a namespace has of the search attributes. */
export interface Attributes {
  readonly existed: readonly string[];
  readonly missing: readonly (keyof typeof WANTED)[];
  /** Those that it has with another type, with the reason why they can't be used. */
  readonly clashing: Readonly<Record<string, string>>;
}

/** Looks without changing anything. */
export async function attributesOf(client: Client): Promise<Attributes> {
  const { namespace } = client.options;
  const { customAttributes: there } = await operatorOf(client).listSearchAttributes({ namespace });
  const names = Object.keys(WANTED) as (keyof typeof WANTED)[]; // its own keys
  const fits = (name: keyof typeof WANTED): boolean => there[name] === TYPES[WANTED[name]];
  const clashing = names.filter((name) => name in there && !fits(name));
  return {
    existed: names.filter(fits),
    missing: names.filter((name) => !(name in there)),
    clashing: Object.fromEntries(
      clashing.map((name) => [name, 'the namespace has one of this name with another type']),
    ),
  };
}

function operatorOf({ connection }: Client): Connection['operatorService'] {
  if ('operatorService' in connection) return (connection as Connection).operatorService; // the interface of all connections leaves it out
  throw new TypeError('Setting up a namespace takes a connection as `connect()` makes it.');
}
