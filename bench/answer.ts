/** What a question is, and what its answer looks like: a table in which every row says how it was measured. */
import type { Measured } from './statistics';

/** One cell: a measurement, a number, words, or nothing. */
export type Cell = Measured | number | string | undefined;

/** A column; `digits` after the point, 0 by default. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly digits?: number;
}

/** One row. A row whose contestant could not be measured has an `error` instead of cells. */
export interface Row {
  readonly name: string;
  readonly cells: Readonly<Record<string, Cell>>;
  readonly error?: string;
}

/** A picture of the answer: one line or bar group a series, over the same places. */
export interface Chart {
  readonly title: string;
  readonly kind: 'line' | 'bar';
  readonly unit: string;
  readonly places: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly isLogarithmic?: boolean;
}

/** The answer to one question. */
export interface Answer {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Sentences under the table: conditions, goals met or missed. */
  readonly notes: readonly string[];
  readonly charts: readonly Chart[];
}

/** How much to do: everything, or just enough to see that it works. */
export interface Extent {
  readonly isQuick: boolean;
  /** One line for a person who waits. */
  readonly report: (line: string) => void;
  /** Folders of the peers to measure; all of them where it is absent. */
  readonly peers?: readonly string[];
}

/** One question. */
export interface Question {
  readonly name: string;
  /** Asked only where it is asked for: it installs packages. */
  readonly isOnRequest?: true;
  readonly ask: (extent: Extent) => Promise<Answer>;
}
