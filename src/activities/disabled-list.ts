/**
 * What a worker knows of the kill switch. It looks again before a call whenever it last looked a second ago or more. Fail
 * safe: where the list can't be read the call does not start and is tried again, for as long as it takes; the server that
 * does not tell is the one that would have to take the result.
 */
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { NO_COST } from '../common/wire';
import { FAILURE } from '../common/failure-type';
import { payloadDecoder } from '../common/payload-decoding';
import { SWITCHES_ID, isSameSwitch, switchesIn, type Disabled, type Switch } from '../common/switches';
import type { Attempts } from './attempts';
import { park, unpark } from './parked-call';
import { eventsOf, isMissing } from './run-events';

/** From `dw disable` to the first refusal at the most, and one read a second from each worker that is busy. */
const MAX_AGE_MS = 1_000;

/** One worker's. */
export class DisabledList {
  readonly #known = new Map<string, { readonly at: number; readonly list: Promise<readonly Disabled[]> }>();

  /**
   * Throws `Disabled`, before anything has happened, where the tool or agent is disabled: for good, or to be tried again
   * until it is enabled. Attempts after the first belong to a call that runs already, unless it waited: it may finish.
   */
  async refuse(wanted: Switch, attempts: Attempts): Promise<void> {
    if (attempts.counted > 1 && !attempts.isParked) return;
    const found = (await this.#fresh(attempts)).find((one) => isSameSwitch(one, wanted));
    if (!found) return unpark(attempts);
    if (found.park) return park(found, attempts);
    const { kind, name, by, reason } = found;
    throw ApplicationFailure.create({
      type: FAILURE.disabled,
      message: `The ${kind} \`${name}\` is disabled by ${by}: ${reason}`,
      nonRetryable: true,
      details: [{ ...NO_COST, stopped: { by, reason } }],
    });
  }

  async #fresh(attempts: Attempts): Promise<readonly Disabled[]> {
    const { info } = Context.current();
    const namespace = info.workflowNamespace ?? info.namespace;
    const known = this.#known.get(namespace);
    const now = Date.now();
    const current = known && now - known.at < MAX_AGE_MS ? known : { at: now, list: readDisabled(namespace) };
    this.#known.set(namespace, current);
    try {
      return await current.list;
    } catch (error) {
      this.#known.delete(namespace);
      attempts.waive();
      throw error;
    }
  }
}

async function readDisabled(namespace: string): Promise<readonly Disabled[]> {
  const { client } = Context.current();
  const decode = payloadDecoder(client.options.loadedDataConverter);
  try {
    const events = eventsOf(client, { namespace, workflowId: SWITCHES_ID, runId: '' });
    return (await switchesIn(events, decode)).disabled;
  } catch (error) {
    if (isMissing(error)) return []; // nobody has ever disabled anything
    throw error;
  }
}
