/**
 * The spans of steps, one for each attempt: an agent's turn, a tool in the words of OpenTelemetry's conventions for
 * generative AI, every other activity under its type. The request of a turn has a span below it, which Anthropic's SDK
 * makes, with model and tokens: they are not repeated here, or who sums them up would count them twice.
 */
import { ROOT_CONTEXT, trace, type Attributes, type Context, type Span, type Tracer } from '@opentelemetry/api';
import type { Info } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { parseActivityId } from '../common/activity-id';
import { traceIn, type TraceContext } from '../common/trace';
import type { CallResult, ToolResult } from '../common/wire';
import { spanning } from './spanning';

/** What is known of a step before it runs, and what its result adds. */
interface StepSpan {
  readonly name: string;
  readonly attributes: Attributes;
  readonly tell?: (span: Span, result: never) => void;
}

/** An activity interceptor. Spans that tools make themselves stand below theirs. */
export function activitySpans(tracer: Tracer): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute: (input, next) => {
        const { name, attributes, tell } = stepSpan(info);
        const work = async (span: Span): Promise<unknown> => {
          const result = await next(input);
          tell?.(span, result as never); // of the activity that the id names
          return result;
        };
        const all = { ...idsOf(info), ...attributes };
        return spanning(tracer, name, { attributes: all }, work, contextOf(traceIn(input.headers)));
      },
    },
  });
}

function contextOf(run: TraceContext | undefined): Context {
  if (!run) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = run;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true });
}

function stepSpan({ activityType, activityId }: Info): StepSpan {
  const id = parseActivityId(activityId);
  const step = { name: activityType, attributes: {} };
  if (!id || id.kind === 'carry') return step;
  const agent = { 'gen_ai.agent.name': id.agent, 'dynamic_workflows.turn': id.turn };
  if (id.kind === 'call') return { ...step, name: `turn ${id.agent}`, attributes: agent, tell: tellReply };
  if (id.kind !== 'tool') return { ...step, attributes: agent };
  const tool = {
    'gen_ai.tool.name': activityType,
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.call.id': id.toolUseId,
  };
  const attributes = { ...agent, ...tool, 'gen_ai.operation.name': 'execute_tool' };
  return { ...step, name: `execute_tool ${activityType}`, attributes, tell: tellTool };
}

function tellReply(span: Span, { costNanoUsd, unaccountedNanoUsd }: CallResult): void {
  span.setAttributes({
    'dynamic_workflows.cost_nano_usd': costNanoUsd,
    'dynamic_workflows.unaccounted_nano_usd': unaccountedNanoUsd,
  });
}

/** Temporal sees a tool that told Claude of an error as completed. */
function tellTool(span: Span, { isError }: ToolResult): void {
  if (isError) span.setAttribute('error.type', 'tool_error');
}

function idsOf({ workflowExecution, activityId, attempt }: Info): Attributes {
  return {
    temporalWorkflowId: workflowExecution?.workflowId,
    temporalRunId: workflowExecution?.runId,
    temporalActivityId: activityId,
    temporalAttempt: attempt,
  };
}
