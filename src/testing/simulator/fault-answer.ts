/** How a fault before any reply is answered: an error of the API, a page of a gateway, or silence. */
import type { ServerResponse } from 'node:http';
import { ApiRefusal } from './api-refusal';
import { unauthorized } from './checks/headers';
import { waitUntilGone, whenGone } from './delivery';
import { DEFAULT_RETRY_AFTER_SECONDS, type FaultBefore } from './fault';
import { sendRefusal, setRateLimits } from './http';

const BAD_GATEWAY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>';

/** Answers a request with a fault; `hang` returns when the caller has left. */
export async function answerFault(
  response: ServerResponse,
  fault: FaultBefore,
  model: string,
  requestId: string,
): Promise<void> {
  if (fault.kind === 'hang') return waitUntilGone(whenGone(response));
  if (fault.kind === 'bad_gateway') {
    response.statusCode = 502;
    response.setHeader('content-type', 'text/html');
    return void response.end(BAD_GATEWAY_PAGE);
  }
  const refusal = refusalOf(fault, model);
  setRateLimits(response, refusal.status === 429);
  sendRefusal(response, refusal, requestId);
}

function refusalOf(fault: Exclude<FaultBefore, { kind: 'hang' | 'bad_gateway' }>, model: string): ApiRefusal {
  switch (fault.kind) {
    case 'rate_limit':
      return rateLimited(fault.retryAfterSeconds);
    case 'spend_limit':
      return new ApiRefusal(429, 'rate_limit_error', 'You have reached your enforced spend limit.', {
        code: 'enforced_spend_limit_reached',
      });
    case 'overloaded':
      return new ApiRefusal(529, 'overloaded_error', 'Overloaded');
    case 'server_error':
      return new ApiRefusal(500, 'api_error', 'Internal server error');
    case 'unauthorized':
      return unauthorized('invalid x-api-key');
    case 'model_not_found':
      return new ApiRefusal(404, 'not_found_error', `model: ${model}`);
  }
}

/** The 429 of a limit that fills up again. */
export function rateLimited(retryAfterSeconds: number | null = DEFAULT_RETRY_AFTER_SECONDS): ApiRefusal {
  const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) };
  return new ApiRefusal(429, 'rate_limit_error', 'This request would exceed your rate limit.', { headers });
}
