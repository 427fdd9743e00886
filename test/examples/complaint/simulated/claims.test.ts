import { claimsIn } from '../../../../examples/complaint/simulated/claims';
import { normalise } from '../../../../examples/complaint/simulated/plain-text';
import type { Order } from '../../../../examples/complaint/simulated/records';

function order(id: string, ...items: string[]): Order {
  return {
    ...{ id, status: 'delivered', placedOn: '2026-11-03', promisedOn: '2026-11-10', deliveredOn: '2026-11-10' },
    ...{ signedBy: null, totalCents: 1, chargesCents: [1], refunds: [] },
    lines: items.map((item, index) => ({
      ...{ line: index + 1, item, quantity: 1, unitCents: 1, finalSale: false, reported: null, reportedQuantity: null },
    })),
  };
}

const ORDERS = [order('ORD-1041', 'Stoneware mug', 'Oak tray'), order('ORD-1042', 'Desk lamp')];

/** Claims as `problem order/lines`, short enough to read in a table. */
function claims(text: string): string[] {
  return claimsIn(normalise(text), ORDERS).map(
    ({ problem, orderId = '-', lines }) =>
      `${problem} ${orderId.replace('ORD-', '')}${lines.map((line) => `/${line}`).join('')}`,
  );
}

describe('reading claims', () => {
  it.each([
    ['Order 1041 came late.', ['late 1041']],
    ['#1041 is broken', ['faulty 1041']],
    ['ORD-1042 never arrived', ['notReceived 1042']],
    ['It arrived broken! My order number is 1041.', ['faulty 1041']],
    ['Order 1041 came late but order 1042 was fine.', ['late 1041']],
    ['Order 1041 came late, and order 1042, the lamp, never arrived.', ['late 1041', 'notReceived 1042/1']],
    ['Orders 1041 and 1042 never arrived.', ['notReceived 1041', 'notReceived 1042']],
    ['I got a mug and a lamp. The lamp was smashed.', ['faulty 1042/1']],
    ['I never received 1041, and order 1042 neither.', ['notReceived 1041', 'notReceived 1042']],
    ['The mug was cracked. I paid 1042 euros for nothing.', ['faulty 1041/1']],
    ['My order 9999 is late.', ['late 9999']],
    ['My toaster is broken.', ['faulty toaster']],
    ['I want a refund for order 1042.', ['unsaid 1042']],
    ['The order of 3 November came late.', ['late -']],
    ['Something is wrong and I am furious.', []],
    ['The tray was not damaged at all.', ['unsaid 1041/2']],
    ['I never received a reply from you.', []],
    ['What happens if my lamp arrives broken?', ['unsaid 1042/1']],
    ['La lámpara llegó rota.', ['faulty 1042/1']],
    ['Meine Tassen sind zu spät gekommen.', ['late 1041/1']],
    ["Je n'ai jamais reçu ma commande 1042.", ['notReceived 1042']],
    ['My mgu, order 1041, arived brokn', ['faulty 1041']],
  ])('finds in %j %j', (text, expected) => {
    expect(claims(text)).toEqual(expected);
  });
});
