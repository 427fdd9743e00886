import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type OpenApproval } from '../../src/client';
import { startTemporalServer } from '../../src/testing';

/** What `--json` prints, as far as this test looks at it. */
interface DemoReport {
  outcome: string;
  effects: { refunds: number; replies: number; refundAttempts: number };
  workersKilled: number;
  costUsd: number;
  unaccountedUsd: number;
  steps: { name: string; decidedBy: string; attempts: number; costUsd: number }[];
  broken: string[];
}

describe('npm run demo', () => {
  test('answers the complaint with the worker killed on the way, and says so in JSON', async () => {
    const { code, report } = await demo('--json');
    expect(code).toBe(0);
    expect(report).toMatchObject({ outcome: 'refunded', workersKilled: 1, simulated: true, broken: [] });
    expect(report.effects).toMatchObject({ refunds: 1, replies: 1, refundAttempts: 2 });
    expect(report.steps.find(({ name }) => name === 'issueRefund')).toMatchObject({ decidedBy: 'claude', attempts: 2 });
    const sum = report.steps.reduce((total, { costUsd }) => total + costUsd, 0);
    expect(report.costUsd).toBeCloseTo(sum, 9);
    expect(report.unaccountedUsd).toBe(0);
  }, 120_000);

  test('runs twice side by side', async () => {
    const both = await Promise.all([demo('--json', '--no-crash'), demo('--json', '--no-crash')]);
    for (const { code, report } of both) {
      expect(code).toBe(0);
      expect(report).toMatchObject({
        outcome: 'refunded',
        workersKilled: 0,
        effects: { refunds: 1, replies: 1, refundAttempts: 1 },
      });
    }
  }, 120_000);

  describe('with a refund that needs a person', () => {
    const OVER = ['--json', '--no-crash', '--input', 'examples/complaint/inputs/over-the-limit.txt'];

    test('pays after a yes', async () => {
      const { code, report } = await demo(...OVER, '--approve');
      expect(code).toBe(0);
      expect(report).toMatchObject({ outcome: 'refunded', effects: { refunds: 1 } });
      expect(report.steps.map(({ decidedBy, name }) => `${decidedBy} ${name}`)).toContain('person resolveApproval');
    }, 120_000);

    test('refuses where nobody can be asked, and says so', async () => {
      const { code, report, told } = await demo(...OVER);
      expect(code).toBe(0);
      expect(report).toMatchObject({ outcome: 'escalated', effects: { refunds: 0 } });
      expect(told).toContain('Nobody could be asked: the demo has no terminal, and neither --approve nor --deny.');
    }, 120_000);

    test('asks at the terminal, runs what the person made of it, and goes on when it is answered elsewhere', async () => {
      const atTerminal = await demoAtTerminal(async (terminal) => {
        await terminal.until('May it?');
        terminal.type('e\n');
        for (const [name, text] of Object.entries({ ticketId: '', orderId: '', item: '', amountCents: '12000' })) {
          await terminal.until(`${name} (`);
          terminal.type(`${text}\n`);
        }
      });
      expect(atTerminal).toContain('1 refund of 120.00 in all');
      const server = await startTemporalServer({ ui: false });
      const client = await connect({ address: server.address });
      const elsewhere = await demoAtTerminal(
        async (terminal) => {
          await terminal.until('May it?');
          const [question] = (await client.approvals()).approvals;
          const run = await client.run(question!.workflowId);
          await run.resolveApproval({ ...pick(question!), decision: 'approve', approver: 'lead' });
        },
        { TEMPORAL_ADDRESS: server.address },
      );
      await client.close();
      await server.stop();
      expect(elsewhere).toMatch(/answered elsewhere[\s\S]*1 refund of 149\.00 in all/);
    }, 240_000);
  });

  test('leaves no process behind when it is interrupted in the middle', async () => {
    const child = spawn('node', ['scripts/demo.mjs'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
    while (!told.includes('findOrders')) await once(child.stdout, 'data');
    const family = descendantsOf(child.pid!);
    expect(family.length).toBeGreaterThanOrEqual(4); // the demo, Temporal, Postgres, a worker
    child.kill('SIGINT');
    expect(await codeOf(child)).toBe(130);
    expect(family.filter(isAlive)).toEqual([]);
  }, 60_000);

  test('says what is wrong with a file that is not there', async () => {
    const child = spawn('node', ['scripts/demo.mjs', '--input', 'no-such-file'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    expect(await codeOf(child)).toBe(1);
    expect(told).toContain("`no-such-file` can't be read");
  }, 30_000);
});

async function demo(...args: string[]): Promise<{ code: number | null; report: DemoReport; told: string }> {
  const child = spawn('node', ['scripts/demo.mjs', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const code = await codeOf(child);
  return { code, report: JSON.parse(out) as DemoReport, told };
}

interface Terminal {
  until(text: string): Promise<void>;
  type(text: string): void;
}

const pick = ({ approvalId, argsHash }: OpenApproval): Pick<OpenApproval, 'approvalId' | 'argsHash'> => ({
  approvalId,
  argsHash,
});

/** The demo with a terminal of its own, and a person at it; all that stood there. */
async function demoAtTerminal(person: (terminal: Terminal) => Promise<void>, env = {}): Promise<string> {
  const command =
    'stty cols 200 rows 50; node scripts/demo.mjs --no-crash --input examples/complaint/inputs/over-the-limit.txt';
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let told = '';
  let seen = 0;
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const until = async (text: string): Promise<void> => {
    while (!told.includes(text, seen)) await once(child.stdout, 'data');
    seen = told.indexOf(text, seen) + text.length;
  };
  await person({ until, type: (text) => void child.stdin.write(text) });
  expect(await codeOf(child)).toBe(0);
  return told;
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code;
}

/** Every process below this one, by the parent's number in /proc. */
function descendantsOf(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => statusOf(other)?.parent === pid);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}

function isAlive(pid: number): boolean {
  const status = statusOf(pid);
  return status !== undefined && status.state !== 'Z';
}

function statusOf(pid: number): { state: string; parent: number } | undefined {
  try {
    const [state = '', parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
