import { tableOf } from '../../src/cli/table';

test('columns are as wide as their widest cell, and numbers stand to the right', () => {
  const columns = [{ heading: 'step' }, { heading: 'ms', isNumber: true }, { heading: 'note' }];
  expect(
    tableOf(columns, [
      ['load', '1200', 'x'],
      ['classify', '3', ''],
    ]),
  ).toEqual(['step        ms  note', 'load      1200  x', 'classify     3']);
});
