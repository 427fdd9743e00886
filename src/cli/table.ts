/** Aligns cells without lines around them; wide characters count as wide as they are drawn. */
import Table from 'cli-table3';

/** One column: its heading, and whether it holds numbers, which stand to the right. */
export interface Column {
  readonly heading: string;
  readonly isNumber?: boolean;
}

const GAP = '  ';

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
    ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']),
  ),
);

/** The heading and the rows as lines, every column as wide as its widest cell. Cells hold no colour and no line ends. */
export function tableOf(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const table = new Table({
    chars: { ...NO_LINES, middle: GAP },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map(({ isNumber }) => (isNumber ? 'right' : 'left')),
  });
  table.push(
    columns.map(({ heading }) => heading),
    ...rows.map((row) => columns.map((_, at) => row[at] ?? '')),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
