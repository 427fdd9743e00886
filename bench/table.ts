/** An answer as a Markdown table: what a terminal shows is what the document holds. */
import type { Answer, Cell, Column, Row } from './answer';

/** The table and the sentences under it, aligned. */
export function tableOf({ title, columns, rows, notes }: Answer): string {
  const heads = [title, ...columns.map((column) => column.title)];
  const lines = rows.map((row) => [row.name, ...cellsOf(row, columns)]);
  const widths = heads.map((head, at) =>
    Math.max(3, ...[head, ...lines.map((line) => line[at] ?? '')].map(({ length }) => length)),
  );
  const pad = (texts: readonly string[]): string =>
    `| ${texts.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [[pad(heads), rule, ...lines.map(pad)].join('\n'), ...notes].join('\n\n');
}

function cellsOf({ cells, error }: Row, columns: readonly Column[]): string[] {
  if (error !== undefined) return columns.map((_, index) => (index === 0 ? `not measured: ${inCell(error)}` : ''));
  return columns.map(({ key, digits = 0 }) => textOf(cells[key], digits));
}

function textOf(cell: Cell, digits: number): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return inCell(cell);
  const shown = (value: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '?');
  if (typeof cell === 'number') return shown(cell);
  return cell.samples < 2 ? shown(cell.median) : `${shown(cell.median)} (${shown(cell.low)}–${shown(cell.high)})`;
}

function inCell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();
}
