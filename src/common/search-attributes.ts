/**
 * What people find runs by in the Temporal UI. Few on purpose: SQL visibility has room for ten keywords and three of
 * each other type in a namespace, shared by everybody.
 */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** Which pipeline it is; its presence says that the namespace has all of them. */
export const DW_KIND = defineSearchAttributeKey('DwKind', SearchAttributeType.KEYWORD);
/** The step that runs now. */
export const DW_STAGE = defineSearchAttributeKey('DwStage', SearchAttributeType.KEYWORD);
/** How the last agent ended: the kind of its outcome. */
export const DW_OUTCOME = defineSearchAttributeKey('DwOutcome', SearchAttributeType.KEYWORD);
/** The model that answered last. */
export const DW_MODEL = defineSearchAttributeKey('DwModel', SearchAttributeType.KEYWORD);
/** Whether a step waits for somebody. */
export const DW_NEEDS_PERSON = defineSearchAttributeKey('DwNeedsPerson', SearchAttributeType.BOOL);
/** What the replies of Claude have cost. */
export const DW_COST_USD = defineSearchAttributeKey('DwCostUsd', SearchAttributeType.DOUBLE);
/** Replies of Claude. */
export const DW_TURNS = defineSearchAttributeKey('DwTurns', SearchAttributeType.INT);

/** All of them with their types, as Temporal's command line calls them. */
export const SEARCH_ATTRIBUTES = {
  DwKind: 'Keyword',
  DwStage: 'Keyword',
  DwOutcome: 'Keyword',
  DwModel: 'Keyword',
  DwNeedsPerson: 'Bool',
  DwCostUsd: 'Double',
  DwTurns: 'Int',
} as const;
