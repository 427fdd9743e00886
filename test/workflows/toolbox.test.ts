/** A toolbox is names and rules, frozen, in the order in which Claude sees the tools. */
import { toolbox } from '../../src/workflows/toolbox';
import type * as tools from './type-cases/tools';

test('it keeps the order and the rules, and cannot be changed', () => {
  const rules = { issueRefund: { maxCalls: 1 }, findOrders: {} };
  const box = toolbox<typeof tools>(rules);
  expect(Object.entries(box.rules)).toEqual([
    ['issueRefund', { maxCalls: 1 }],
    ['findOrders', {}],
  ]);
  expect(Object.isFrozen(box) && Object.isFrozen(box.rules)).toBe(true);
  rules.issueRefund = { maxCalls: 9 };
  expect(box.rules['issueRefund']).toEqual({ maxCalls: 1 });
});
