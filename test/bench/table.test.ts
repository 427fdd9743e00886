import type { Answer } from '../../bench/answer';
import { between } from '../../bench/marks';
import { tableOf } from '../../bench/table';

const ANSWER: Answer = {
  ...{ name: 'speed', title: 'Speed', notes: ['Measured twice.'], charts: [] },
  columns: [
    { key: 'ms', title: 'ms', digits: 1 },
    { key: 'died', title: 'died' },
  ],
  rows: [
    { name: 'ours', cells: { ms: { median: 1.25, low: 1, high: 2, samples: 5 }, died: 'no' } },
    { name: 'theirs', cells: {}, error: 'it did not start:\n  a | b' },
  ],
};

test('a table shows a median with its spread, and a row that failed with its reason', () => {
  const lines = tableOf(ANSWER)
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '));
  expect(lines).toContain('| ours | 1.3 (1.0–2.0) | no |');
  expect(lines).toContain('| theirs | not measured: it did not start: a \\| b | |');
  expect(lines).toContain('Measured twice.');
});

test('a table is put between its own marks and nowhere else', () => {
  const page = 'a\n<!-- bench one -->\nold\n<!-- bench end -->\nb\n<!-- bench two -->\n<!-- bench end -->\n';
  const changed = between(page, 'two', 'new');
  expect(changed).toContain('old');
  expect(changed.indexOf('new')).toBeGreaterThan(changed.indexOf('<!-- bench two -->'));
  expect(between(changed, 'two', 'newer')).not.toContain('new\n');
  expect(() => between(page, 'three', 'new')).toThrow('three');
});
