/** Where an answer stands in a document: between two comments that bear its name. Apart from files, so that it can be tried. */

/** The text with what stands between a name's two marks replaced. Throws where there are none. */
export function between(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- bench end -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0)
    throw new Error(`docs/benchmarks.md has no place for \`${name}\`: \`${begin}\` … \`${end}\`.`);
  return `${text.slice(0, from)}${begin}\n\n${part}\n\n${text.slice(to)}`;
}
