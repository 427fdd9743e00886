/** Whether Claude can be asked: key, address, retries and each model, by questions that cost nothing. */
import { AnthropicError } from '@anthropic-ai/sdk';
import { classify, isOf } from '../../activities/claude-errors';
import { clientSource, type ClaudeClient, type ClientOptions } from '../../activities/claude-client';
import { requirePrice } from '../../activities/segment';
import { PRICES, type PriceTable } from '../../common/prices';
import type { WaitsFor } from '../../common/wire';
import { ok, problem, warning, type Finding } from './finding';

/** The API describes a model in well under a second. */
const ANSWER_MS = 15_000;

/** What would mend a refusal, by what it waits for. */
const CURES = {
  key: 'Check ANTHROPIC_API_KEY, or the key of your `client`, and what its workspace may use.',
  model: 'Name another model, or ask for access to this one.',
  spend: 'Raise the spend limit in the Console.',
  provider: 'Check ANTHROPIC_BASE_URL and the network, or wait.',
  artifacts: 'Check the store of files.',
} as const satisfies Record<WaitsFor, string>;

/** Examines the client that a worker with these options would use, and the models that it would ask for. */
export async function examineClaude(
  options: ClientOptions & { readonly prices?: PriceTable },
  models: readonly string[],
): Promise<readonly Finding[]> {
  if (typeof options.client === 'function') {
    return [warning('claude', 'A function chooses the client of each run, which can be tried only inside one.')];
  }
  const found = await clientOf(options);
  if ('health' in found) return [found];
  const retries = ok('retries', "the client's own are off; Temporal retries");
  if (models.length === 0) {
    return [retries, warning('claude', 'No model is known to ask for. Name one with `--model`, or pass `--config`.')];
  }
  const prices = { ...PRICES, ...options.prices };
  return [retries, ...(await Promise.all(models.map((model) => modelFinding(found, model, prices))))];
}

async function clientOf(options: ClientOptions): Promise<ClaudeClient | Finding> {
  try {
    return await clientSource(options)('');
  } catch (error) {
    return problem('claude', error);
  }
}

async function modelFinding(client: ClaudeClient, model: string, prices: PriceTable): Promise<Finding> {
  const check = `model ${model}`;
  try {
    requirePrice(model, prices);
    if (await isAsked(client, model)) return ok(check, 'can be used');
    return warning(check, 'This client can neither describe models nor count tokens, so it was not asked.');
  } catch (error) {
    if (!isOf(error, AnthropicError)) return problem(check, error);
    const { message, waitsFor = 'model' } = classify(error, false);
    return problem(check, `${message} ${CURES[waitsFor]}`);
  }
}

/** Asks for the model's description, or else for a count of tokens; neither is billed. False if the client can do neither. */
async function isAsked({ models, messages }: ClaudeClient, model: string): Promise<boolean> {
  if (models) await models.retrieve(model, undefined, { timeout: ANSWER_MS });
  else if (messages.countTokens) {
    await messages.countTokens({ model, messages: [{ role: 'user', content: 'Hello' }] }, { timeout: ANSWER_MS });
  } else return false;
  return true;
}
