/** `dw deploy`: shows the builds of a deployment, and decides which of them gets new runs. */
import { InvalidArgumentError, type Command } from 'commander';
import type { Client, Deployment, Routing } from '../client/index';
import { connected } from './connected';
import { printableJson, printableLine } from './printable';
import { tableOf, type Column } from './table';
import type { Terminal } from './terminal';

interface DeployFlags {
  readonly current?: string;
  readonly ramp?: string | false;
  readonly percent?: number;
  readonly json?: true;
}

const COLUMNS: readonly Column[] = [
  { heading: 'build' },
  { heading: 'new runs' },
  { heading: 'open runs', isNumber: true },
];

/** Adds the command. */
export function addDeployCommand(program: Command, terminal: Terminal): void {
  program
    .command('deploy')
    .description("show a deployment's builds, and decide which of them gets new runs; open runs stay on theirs")
    .argument('[name]', 'as in `dw worker --deployment`; without it the deployments are listed')
    .option('--current <build>', 'all new runs start on this build')
    .option('--ramp <build>', 'some new runs start on this build')
    .option('--percent <share>', 'so many of them, 0 to 100', percentOf)
    .option('--no-ramp', 'all new runs start on the current build again')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Example:
  $ dw deploy shop --ramp 1.4.0 --percent 10
  $ dw deploy shop --current 1.4.0`,
    )
    .action((name: string | undefined, flags: DeployFlags) => deploy(name, flags, terminal));
}

async function deploy(name: string | undefined, flags: DeployFlags, terminal: Terminal): Promise<void> {
  const { json } = flags;
  const routing = routingOf(flags);
  await connected(async (client) => {
    if (name === undefined) return list(client, routing, json, terminal);
    if (routing) await client.route(name, routing);
    const deployment = await client.deployment(name);
    terminal.out(json ? printableJson(deployment) : textOf(deployment, terminal));
  });
}

async function list(client: Client, routing: Routing | undefined, json: true | undefined, terminal: Terminal) {
  if (routing) throw new InvalidArgumentError('Name the deployment: `dw deploy NAME --current BUILD`.');
  const names = await client.deployments();
  if (json) return terminal.out(printableJson(names));
  if (names.length === 0) return terminal.err('There is no deployment. One begins with `dw worker --deployment NAME`.');
  terminal.out(names.map((one) => printableLine(one)).join('\n'));
}

/** What the flags ask for; undefined to look only. */
function routingOf({ current, ramp, percent }: DeployFlags): Routing | undefined {
  if (current !== undefined && (ramp !== undefined || percent !== undefined)) {
    throw new InvalidArgumentError('Pass either `--current` or `--ramp`: a build that is current takes what is left.');
  }
  if (current !== undefined) return { current };
  if (ramp === false) return { ramp: null };
  if (ramp !== undefined && percent !== undefined) return { ramp, percent };
  if (ramp === undefined && percent === undefined) return undefined;
  throw new InvalidArgumentError('`--ramp BUILD` and `--percent SHARE` belong together.');
}

function textOf({ builds }: Deployment, { colours }: Terminal): string {
  const rows = builds.map(({ buildId, isCurrent, rampPercent, openRuns }) => [
    printableLine(buildId),
    isCurrent ? 'current' : rampPercent > 0 ? `${rampPercent} %` : '',
    String(openRuns),
  ]);
  const [heading = '', ...lines] = tableOf(COLUMNS, rows);
  const hint = builds.some(({ isCurrent }) => isCurrent)
    ? []
    : [
        '',
        'No build is current, so no new run starts on a worker of this deployment: `dw deploy NAME --current BUILD`.',
      ];
  return [colours.dim(heading), ...lines, ...hint].join('\n');
}

function percentOf(text: string): number {
  const percent = Number(text);
  if (text.trim() !== '' && percent >= 0 && percent <= 100) return percent;
  throw new InvalidArgumentError(`\`${text}\` is not a share from 0 to 100.`);
}
