/** `npm run faults -- effects`: the campaign from a terminal. Says its seed, and how to run that one again. */
import { parseArgs } from 'node:util';
import { runCampaign, tableOf } from './effect-campaign';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { seed: { type: 'string' }, kills: { type: 'string' }, lanes: { type: 'string' } },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  const [kills, lanes] = [Number(values.kills ?? 100), Number(values.lanes ?? 2)];
  console.log(`To run this one again: npm run faults -- effects --seed ${seed} --kills ${kills} --lanes ${lanes}`);
  const report = await runCampaign({ seed, kills, lanes, onRound: (said) => console.log(said) });
  console.log(tableOf(report));
  console.log(
    `${report.hits.length} calls killed by ${report.sigkills} SIGKILLs, ${report.violations.length} violations`,
  );
  return report.violations.length === 0 ? 0 : 1;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
