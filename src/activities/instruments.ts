/**
 * What a worker measures beside Temporal's own metrics, which already tell latency and failures of each tool by activity
 * type. Names and attributes follow OpenTelemetry's conventions for generative AI; no ids, no content.
 */
import { Context } from '@temporalio/activity';
import type { CallResult } from '../common/wire';

/** One reply: its tokens, what it cost and how long it took. */
export function countReply({ model, usage, costNanoUsd }: CallResult, startedAt: number): void {
  const meter = Context.current().metricMeter.withTags({
    gen_ai_provider_name: 'anthropic',
    gen_ai_operation_name: 'chat',
    gen_ai_response_model: model,
  });
  const tokens = meter.createCounter('gen_ai_client_token_usage', 'token', 'Tokens that the API counted');
  const kinds = {
    input: usage.inputTokens,
    output: usage.outputTokens,
    cache_read: usage.cacheReadTokens,
    cache_write: usage.cacheWriteTokens,
  };
  for (const [type, count] of Object.entries(kinds)) tokens.add(count, { gen_ai_token_type: type });
  meter
    .createHistogram('gen_ai_client_operation_duration', 'float', 's', 'From request to the end of the reply')
    .record((Date.now() - startedAt) / 1_000);
  meter
    .createCounter('dynamic_workflows_cost', 'nano_usd', 'What replies cost, in billionths of a dollar')
    .add(costNanoUsd);
}

/** A request that got no reply, by the type of its failure. */
export function countFailedRequest(type: string): void {
  const meter = Context.current().metricMeter;
  meter.createCounter('dynamic_workflows_failed_requests', undefined, 'Requests without a reply').add(1, { type });
}

/** An error that a tool told Claude: Temporal sees such a call as completed. */
export function countToolError(tool: string): void {
  const meter = Context.current().metricMeter;
  meter.createCounter('dynamic_workflows_tool_errors', undefined, 'Errors that tools told Claude').add(1, { tool });
}
