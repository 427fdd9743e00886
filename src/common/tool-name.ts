/**
 * Names of other people's tools, as Claude's API and activity types take them. The mapping depends on the one name alone,
 * so a tool keeps its name whatever is added beside it.
 */
import { hashOf } from './canonical-json';

/** Names that Claude's API accepts. */
const CLAUDE_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** Hex digits of the hash behind a mapped name: two of a billion names meet with a chance below one in a million. */
const HASH_DIGITS = 20;

/** With the hash and its underscore just short enough. */
const STEM_CHARACTERS = 43;

/** Whether Claude's API takes the name as it is. */
export function isClaudeName(name: string): boolean {
  return CLAUDE_NAME.test(name);
}

/** The name itself where Claude's API takes it, else a readable stem and a hash of the whole name. */
export function claudeName(name: string): string {
  if (isClaudeName(name)) return name;
  const stem = name.replace(/[^a-zA-Z0-9]+/g, '_').slice(0, STEM_CHARACTERS);
  return `${stem}_${hashOf(name).slice(0, HASH_DIGITS)}`;
}
