import { claudeName, isClaudeName } from '../../src/common/tool-name';

const STRANGE = ['crm/customer.lookup', 'crm.customer/lookup', 'crm customer lookup', '', 'größe', 'x'.repeat(65), '…'];

test('a name that the API takes stays as it is', () => {
  expect(claudeName('find_Orders-2')).toBe('find_Orders-2');
});

test('any other one becomes a name that it takes, and no two become the same', () => {
  const names = STRANGE.map(claudeName);
  expect(names.filter((name) => !isClaudeName(name))).toEqual([]);
  expect(new Set(names).size).toBe(STRANGE.length);
});

test('the mapping is frozen: histories hold it', () => {
  expect(claudeName('crm/customer.lookup')).toBe('crm_customer_lookup_6f33af0982b098502c12');
});
