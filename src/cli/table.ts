/** Aligns cells: all that is needed of a table. */

/** One column: its heading, and whether it holds numbers, which stand to the right. */
export interface Column {
  readonly heading: string;
  readonly isNumber?: boolean;
}

const GAP = '  ';

/** The heading and the rows as lines, every column as wide as its widest cell. Cells hold no colour and no line ends. */
export function tableOf(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = columns.map(({ heading }, at) => Math.max(heading.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ isNumber }, at) => aligned(cells[at] ?? '', widths[at] ?? 0, isNumber))
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ heading }) => heading)), ...rows.map(line)];
}

function aligned(cell: string, width: number, isNumber = false): string {
  return isNumber ? cell.padStart(width) : cell.padEnd(width);
}
