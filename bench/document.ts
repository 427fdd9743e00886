/** Puts answers where people read them: tables between their marks in docs/benchmarks.md, and a chart beside it each. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Answer } from './answer';
import { imageOf } from './chart-image';
import { between } from './marks';
import { tableOf } from './table';

/** Compiled, this file is in lib/bench. */
const DOCS = join(__dirname, '..', '..', 'docs');

/** Replaces one answer's part of the page, and its charts. */
export async function writeDocument(answer: Answer, measured: string): Promise<void> {
  const folder = join(DOCS, 'benchmarks');
  await mkdir(folder, { recursive: true });
  const images = answer.charts.map((chart, index) => ({ chart, file: `${answer.name}-${index + 1}.svg` }));
  for (const { chart, file } of images) await writeFile(join(folder, file), `${imageOf(chart)}\n`);
  const page = join(DOCS, 'benchmarks.md');
  const shown = images.map(({ chart, file }) => `![${chart.title}](benchmarks/${file})`);
  const part = [tableOf(answer), measured, ...shown].join('\n\n');
  const text = between(await readFile(page, 'utf8'), answer.name, part);
  await writeFile(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
}
