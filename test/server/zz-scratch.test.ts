import { resolve } from '../examples/complaint/desk';
import { openTestShop, type TestShop } from '../examples/complaint/shop';
import { CASES } from './zz-cases';
let shop: TestShop;
beforeAll(async () => (shop = await openTestShop('scratch')), 60_000);
afterAll(() => shop.close());
it('x', async () => {
  const out: string[] = [];
  for (const [name, customer, text, label, refunds, escalated] of CASES) {
    await shop.reopen();
    const e = await resolve(text, customer);
    const ok = e.label === label && JSON.stringify(e.refunds) === JSON.stringify(refunds) && (escalated === null || e.escalated === escalated);
    if (!ok) out.push(`FAIL ${name}: ${text}\n   want ${label} ${JSON.stringify(refunds)} ${escalated}\n   got  ${e.label} ${JSON.stringify(e.refunds)} ${e.escalated} | ${e.reason}`);
  }
  require('fs').writeFileSync('/tmp/scratch.out', `${out.length} of ${CASES.length}\n` + out.join('\n'));
}, 300_000);
