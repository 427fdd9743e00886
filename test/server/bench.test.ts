import { spawn } from 'node:child_process';

/** What `--json` prints, as far as this test looks at it. */
interface Printed {
  readonly answers: readonly {
    readonly name: string;
    readonly measured: string;
    readonly rows: readonly { readonly name: string; readonly cells: Readonly<Record<string, unknown>> }[];
  }[];
}

test('the benchmarks run from beginning to end, and every row holds figures', async () => {
  const { code, printed } = await bench('--quick', '--json');
  expect(code).toBe(0);
  expect(printed.answers.map(({ name }) => name)).toEqual(['overhead', 'growth', 'capacity', 'replay', 'sizes']);
  for (const { rows, measured } of printed.answers) {
    expect(measured).toContain('load');
    expect(rows.length).toBeGreaterThan(1);
    for (const { cells } of rows) expect(JSON.stringify(cells)).toMatch(/\d/);
    expect(JSON.stringify(rows)).not.toContain('null'); // NaN in JSON
  }
}, 180_000);

test('a question that does not exist is refused with the names of those that do', async () => {
  const { code, told } = await bench('--only', 'beauty');
  expect(code).toBe(1);
  expect(told).toContain('overhead');
}, 60_000);

async function bench(...args: string[]): Promise<{ code: number | null; printed: Printed; told: string }> {
  const child = spawn('node', ['scripts/bench.mjs', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, printed: JSON.parse(printed || '{}') as Printed, told };
}
