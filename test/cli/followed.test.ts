import { PassThrough } from 'node:stream';
import type { Step } from '../../src/client';
import { tellFollowed } from '../../src/cli/followed';
import { LiveBlock, type Screen } from '../../src/cli/live-block';
import { nanoUsd } from '../../src/common/money';
import { recordedTerminal } from './recorded-terminal';

const COLUMNS = 60;

function step(eventId: number, name: string, status: Step['status'], more: Partial<Step> = {}): Step {
  const nothing = { tokens: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }, costNanoUsd: nanoUsd(0) };
  return {
    ...{ eventId, name, status, kind: 'activity', decidedBy: 'code', summary: '', attempts: 1, ms: 5 },
    ...{ startedAt: new Date(Date.now() - 3_000).toISOString(), ...nothing, unaccountedNanoUsd: nanoUsd(0), ...more },
  };
}

/** Follows these steps and keeps what a person sees after each. */
async function seen(steps: readonly Step[], columns = COLUMNS): Promise<readonly string[][]> {
  const written: string[] = [];
  const stream = new PassThrough().setEncoding('utf8').on('data', (text: string) => void written.push(text));
  const screen: Screen = Object.assign(stream, { columns, rows: 24 });
  const pictures: string[][] = [];
  async function* follow(): AsyncGenerator<Step> {
    for (const one of steps) {
      yield one;
      await new Promise(setImmediate); // until it is drawn
      pictures.push(screenAfter(written.join('')));
    }
  }
  await tellFollowed({ follow }, { ...recordedTerminal(), live: new LiveBlock(screen) });
  await new Promise(setImmediate);
  return [...pictures, screenAfter(written.join(''))];
}

/** What stands on a screen after text with the few escape sequences that move up and clear. */
function screenAfter(text: string): string[] {
  const lines: string[] = [];
  // eslint-disable-next-line no-control-regex -- escape sequences are what it reads
  for (const [part, up] of text.matchAll(/\u001b\[(\d+)A|\u001b\[0J|[^\u001b]+/g)) {
    if (up) lines.splice(lines.length - Number(up));
    else if (!part.startsWith('\u001b')) lines.push(...part.split('\n').slice(0, -1));
  }
  return lines;
}

test('what runs stands at the end with its seconds, and gives way to its line when it ends', async () => {
  const [first, second, third, fourth, end] = await seen([
    step(5, 'loadTicket', 'running'),
    step(9, 'notifyDesk', 'running', { summary: 'the desk hears of it' }),
    step(5, 'loadTicket', 'completed'),
    step(9, 'notifyDesk', 'failed', { error: 'no desk' }),
  ]);
  expect(first).toEqual([expect.stringMatching(/^… code {4}loadTicket {2}3 s/)]);
  expect(second).toEqual([expect.stringMatching(/loadTicket/), expect.stringMatching(/notifyDesk {2}3 s {2}the desk/)]);
  expect(third).toEqual([
    expect.stringMatching(/loadTicket {2}completed/),
    expect.stringMatching(/^… code {4}notifyDesk/),
  ]);
  expect(fourth).toEqual([expect.stringMatching(/loadTicket/), expect.stringMatching(/notifyDesk {2}failed.*no desk/)]);
  expect(end).toEqual(fourth);
});

test('a line that would wrap is cut, since it could not be taken back', async () => {
  const [first, second] = await seen(
    [step(5, 'x', 'running', { summary: 'y'.repeat(80) }), step(5, 'x', 'completed')],
    20,
  );
  expect(first?.[0]).toHaveLength(19);
  expect(second).toHaveLength(1);
});

test('piped, each step is one line when it ends', async () => {
  const terminal = recordedTerminal();
  async function* follow(): AsyncGenerator<Step> {
    yield step(5, 'loadTicket', 'completed');
  }
  await tellFollowed({ follow }, terminal);
  expect(terminal.written).toEqual([expect.stringMatching(/^code {4}loadTicket {2}completed {2}5 ms$/)]);
});
