import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readComplaintFile } from '../../examples/complaint/complaint-file';
import { EXPECTATIONS } from '../../examples/complaint/inputs/expectations';
import { resolve } from '../examples/complaint/desk';
import { openTestShop, type TestShop } from '../examples/complaint/shop';

const INPUTS = join(__dirname, '../../examples/complaint/inputs');

describe('the complaints that come with the example', () => {
  let shop: TestShop;
  beforeAll(async () => (shop = await openTestShop('inputs')), 60_000);
  beforeEach(() => shop.reopen());
  afterAll(() => shop.close());

  it('all have an expectation, and no expectation lacks its complaint', async () => {
    const files = (await readdir(INPUTS)).filter((file) => file.endsWith('.txt'));
    expect(files.sort()).toEqual(Object.keys(EXPECTATIONS).sort());
  });

  it.each(Object.entries(EXPECTATIONS))('%s ends as the data demands', async (file, expected) => {
    const { complaint, customerId } = readComplaintFile(await readFile(join(INPUTS, file), 'utf8'));
    const { label, refunds, escalated, replied } = await resolve(complaint, customerId);
    expect({ label, refunds, escalated, replied }).toEqual(expected);
  });
});
