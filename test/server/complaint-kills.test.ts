import { recordPlaces, runKilledAt, type Place } from '../../src/testing';
import { Semaphore } from '../../src/common/semaphore';
import { ShopStreet, type ComplaintRun } from './complaint-shop';

const COMPLAINT = {
  customerId: 'C-1003',
  complaint:
    'I got order ORD-1045 last week. Two of the four wine glasses were broken when I opened the box. I want my money back for them.',
};

/** Worker processes at once: each takes a core while it starts. */
const AT_ONCE = 4;

/** Postgres gives the number of a row that was rolled back to nobody else. */
function withoutNumbers({ conversations }: ComplaintRun): unknown {
  return JSON.parse(JSON.stringify(conversations).replace(/((?:refund|draft)Id\\":)\d+/g, '$1null'));
}

describe('a worker killed before, during and after each activity of the complaint', () => {
  let street: ShopStreet;
  let calm: { value: ComplaintRun; places: readonly Place[] };

  beforeAll(async () => {
    street = await ShopStreet.open();
    const prepared = await street.prepare(COMPLAINT);
    calm = await recordPlaces(prepared);
    await prepared.close();
  }, 120_000);
  afterAll(() => street.close());

  test('without a kill there is one refund, one reply, and each activity is come to three times', () => {
    expect(calm.value.effects).toEqual({ refunds: 1, replies: 1, escalations: 0, attempts: 1 });
    expect(calm.value.ledger.totals.retries).toBe(0);
    expect(calm.places.length).toBe(3 * calm.value.ledger.steps.length);
    expect(calm.value.ledger.totals.costNanoUsd).toBe(calm.value.simulator.bill().costNanoUsd);
  });

  test('changes nothing: same result, same transcript, same effects, a bill that is covered', async () => {
    const slots = new Semaphore(AT_ONCE);
    const runs = await Promise.all(calm.places.map((place) => slots.run(() => killedAt(place))));
    expect(runs.length).toBe(calm.places.length);
    for (const { place, run } of runs) {
      const at = `${place.moment} ${place.activity} ${place.activityId}`;
      expect({ at, output: run.output }).toEqual({ at, output: calm.value.output });
      expect({ at, said: withoutNumbers(run) }).toEqual({ at, said: withoutNumbers(calm.value) });
      expect({ at, ...run.effects }).toEqual({
        at,
        refunds: 1,
        replies: 1,
        escalations: 0,
        attempts: run.effects.attempts,
      });
      const attempts = run.ledger.steps.map((step) => step.attempts);
      expect({ at, most: Math.max(...attempts) }).toEqual({ at, most: 2 });
      expectCovered(run, at);
    }
    const atRefund = runs.filter(({ place }) => place.activity === 'issueRefund' && place.moment === 'after');
    expect(atRefund.map(({ run }) => run.effects)).toEqual([{ refunds: 1, replies: 1, escalations: 0, attempts: 2 }]);
  }, 360_000);

  async function killedAt(place: Place): Promise<{ place: Place; run: ComplaintRun }> {
    const prepared = await street.prepare(COMPLAINT);
    try {
      const { value } = await runKilledAt(prepared, place);
      return { place, run: value };
    } finally {
      await prepared.close();
    }
  }

  /** At most one request more than without a kill, and the ledger knows the bill up to what it calls unaccounted. */
  function expectCovered({ simulator, ledger }: ComplaintRun, at: string): void {
    const calmRequests = calm.value.simulator.requests.length;
    expect({ at, isMore: simulator.requests.length > calmRequests + 1 }).toEqual({ at, isMore: false });
    const { costNanoUsd, unaccountedNanoUsd } = ledger.totals;
    const billed = simulator.bill().costNanoUsd;
    expect({ at, isCovered: billed <= costNanoUsd + unaccountedNanoUsd }).toEqual({ at, isCovered: true });
    expect({ at, isOverstated: costNanoUsd > billed }).toEqual({ at, isOverstated: false });
  }
});
