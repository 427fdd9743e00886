/** Main of `npm run bench`: asks the questions, prints a table each, and draws the charts where it is told to. */
import { Command } from 'commander';
import type { Answer, Question } from './answer';
import { writeDocument } from './document';
import { capacity } from './capacity';
import { growth } from './growth';
import { conditions, told } from './machine';
import { overhead } from './overhead';
import { peers } from './peers';
import { replay } from './replay';
import { sizes } from './sizes';
import { tableOf } from './table';

const QUESTIONS: readonly Question[] = [
  { name: 'overhead', ask: overhead },
  { name: 'growth', ask: growth },
  { name: 'capacity', ask: capacity },
  { name: 'replay', ask: replay },
  { name: 'sizes', ask: sizes },
  { name: 'peers', ask: peers, isOnRequest: true },
];

interface Options {
  readonly only?: readonly string[];
  readonly quick: boolean;
  readonly json: boolean;
  readonly docs: boolean;
  readonly peers?: true | readonly string[];
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(options: Options): Promise<void> {
  const questions = chosen(options);
  const { quick: isQuick, peers: wanted } = options;
  const extent = { isQuick, report: say, ...(Array.isArray(wanted) && { peers: wanted as readonly string[] }) };
  const answers: (Answer & { readonly measured: string })[] = [];
  for (const { ask } of questions) {
    const begin = conditions();
    const answer = { ...(await ask(extent)), measured: told(begin, conditions()) };
    answers.push(answer);
    if (!options.json) console.log(`\n${tableOf(answer)}\n${answer.measured}`);
    if (options.docs) await writeDocument(answer, answer.measured);
  }
  if (options.json) console.log(JSON.stringify({ answers }));
}

/** Those that were named; else all that need no installation, and the others where they were asked for. */
function chosen({ only, peers: wanted }: Options): readonly Question[] {
  const names = QUESTIONS.map(({ name }) => name);
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no question \`${unknown}\`: ${names.join(', ')}.`);
  if (only) return QUESTIONS.filter(({ name }) => only.includes(name));
  return QUESTIONS.filter(({ isOnRequest }) => !isOnRequest || wanted !== undefined);
}

const list = (value: string): readonly string[] => value.split(',');

void new Command('bench')
  .description('Measures what durability costs here, beside a bare loop and beside others.')
  .option('--only <questions>', `some of the questions: ${QUESTIONS.map(({ name }) => name).join(', ')}`, list)
  .option('--quick', 'only enough to see that everything runs; the figures mean nothing', false)
  .option('--peers [folders]', 'also the alternatives in bench/peers, or some of them; installs them first', list)
  .option('--json', 'one JSON object on stdout instead of tables', false)
  .option('--docs', 'also writes the tables into docs/benchmarks.md and draws its charts', false)
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
