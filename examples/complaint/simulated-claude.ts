/**
 * Stands in for Claude in the demo and the tests: a small agent of its own that reads the complaint, calls the tools and
 * goes by what they return. A pure function of the request, because a call that is retried asks again.
 */
import { classify } from './simulated/classification';
import { readConversation } from './simulated/conversation';
import { nextStep } from './simulated/next-step';

/** The parts of a request to Claude that it looks at. */
export interface SimulatedRequest {
  readonly body: { readonly messages: readonly unknown[]; readonly tools?: readonly { readonly name: string }[] };
}

/** A reply as the simulator takes it. */
export interface SimulatedReply {
  thinking?: string;
  text?: string;
  toolUses?: { id: string; name: string; input: object }[];
}

/** Claude's reply to a request of the classifier (which has no tools) or of the resolver. */
export function simulatedClaude({ body }: SimulatedRequest): SimulatedReply {
  const conversation = readConversation(body.messages);
  if (!body.tools?.length) return { text: JSON.stringify(classify(conversation.complaint)) };
  const step = nextStep(conversation);
  if ('answer' in step) return { text: JSON.stringify(step.answer) };
  // The place in the conversation makes an id that is its own there, and the same each time it is asked for.
  const toolUses = step.calls.map((call, index) => ({
    id: `toolu_${conversation.messageCount}_${index + 1}`,
    ...call,
  }));
  return { thinking: `Next: ${step.calls.map(({ name }) => name).join(', ')}.`, toolUses };
}
