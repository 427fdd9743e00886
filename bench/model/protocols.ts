/** The protocols that contestants speak to a model, by path. */
import type { ServerResponse } from 'node:http';
import type { Reply } from '../job';
import { answerMessages } from './messages';
import { answerResponses } from './responses';

/** How to see a conversation's length, and how to answer. */
export interface Protocol {
  /** Stands in a request once for each reply of the model. */
  readonly replyMark: string;
  answer(response: ServerResponse, reply: Reply, streamed: boolean): void;
}

/** By path. */
export const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  '/v1/messages': { replyMark: '"role":"assistant"', answer: answerMessages },
  '/v1/responses': { replyMark: '"type":"function_call"', answer: answerResponses },
};
