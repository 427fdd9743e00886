import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecordedRun } from '../../src/testing';
import { firstDifference } from '../../src/testing/first-difference';

const recorded = JSON.parse(readFileSync(join(__dirname, '../replay/lab-judge-0.1.0.json'), 'utf8')) as {
  history: { events: object[] };
};

describe('a file of a recorded run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dw-recorded-run-'));
  const file = join(folder, 'one.json');
  const written = (document: unknown): string => {
    writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
    return file;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  test('may be an export or a bare history', async () => {
    const ledger = { workflowId: 'judge:1' };
    expect(await readRecordedRun(written({ ledger, history: recorded.history, transcript: [] }))).toMatchObject({
      workflowId: 'judge:1',
      transcript: [],
    });
    expect((await readRecordedRun(written(recorded.history))).history.events).toHaveLength(
      recorded.history.events.length,
    );
  });

  test('is refused where the history has no start or a gap, on which a replay would never end', async () => {
    const { events } = recorded.history;
    await expect(readRecordedRun(written({ events: events.slice(1) }))).rejects.toThrow(/does not begin with/);
    await expect(readRecordedRun(written({ events: events.filter((_, at) => at !== 4) }))).rejects.toThrow(
      /event 5 of its history is missing/,
    );
    for (const other of ['', '[]', 'null', '{"events":[]}', '{"events":[{}]}', '7'])
      await expect(readRecordedRun(written(other))).rejects.toThrow(/holds no run/);
  });
});

test('the first difference is told by its path', () => {
  expect(firstDifference({ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] })).toBeUndefined();
  expect(firstDifference({ a: [1, { b: 'x' }] }, { a: [1, { b: 'y' }] })).toBe('a.1.b');
  expect(firstDifference([1], [1, 2])).toBe('1');
  expect(firstDifference({}, [])).toBe('(the whole)');
  expect(firstDifference({ toString: 1 }, {})).toBe('toString');
});
