/** The campaign of `npm run faults -- effects` at a small size, with a seed of its own. */
import { TOOLS, WINDOWS } from '../faults/effect-plan';
import { runCampaign } from '../faults/effect-campaign';

test('workers killed before, inside and after the window of an effect: none twice, and no result that did not happen', async () => {
  const { hits, sigkills, violations } = await runCampaign({ seed: 7, kills: 1, lanes: 1 });
  expect(violations).toEqual([]);
  expect(sigkills).toBeGreaterThan(0);
  const cells = new Set(hits.map(({ tool, window }) => `${tool} ${window}`));
  expect([...cells].sort()).toEqual(TOOLS.flatMap((tool) => WINDOWS.map((window) => `${tool} ${window}`)).sort());
}, 180_000);
