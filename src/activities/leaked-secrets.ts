/**
 * Secrets in what Claude wrote, where the worker redacts. The reply is redacted before it becomes history, so a call whose
 * arguments held one can't run as it was meant, and a thought can't keep its signature.
 */
import type { Redactor } from '../common/redactor';
import type { Block, CallResult } from '../common/wire';

const THOUGHTS = new Set(['thinking', 'redacted_thinking']);

const PROBLEM =
  'The arguments held what looks like a secret. It was taken out, since everything here is kept, and nothing was run. Do not write secrets; name where one is kept, or take another way.';

/** The result with marks for secrets; calls that held one have a problem, and thoughts that did are left out. */
export function withoutLeaks(result: CallResult, redactor: Redactor | undefined): CallResult {
  if (!redactor) return result;
  const redacted = result.content.map((block) => ({ block, clean: redactor.redact(block) }));
  const leaks = redacted.filter(({ block, clean }) => block !== clean).map(({ block }) => block);
  if (leaks.length === 0) return result;
  const leaked = new Set(leaks.map((block) => block['id']));
  return {
    ...result,
    content: redacted.filter(({ block }) => !(leaks.includes(block) && THOUGHTS.has(block.type))).map(cleaned),
    calls: result.calls.map((call) => (leaked.has(call.id) ? { id: call.id, problem: PROBLEM } : call)),
  };
}

/** Ids and names stay: they tie a result to its call. */
function cleaned({ block, clean }: { readonly block: Block; readonly clean: Block }): Block {
  return block.type === 'tool_use' ? { ...clean, id: block['id'], name: block['name'] } : clean;
}
