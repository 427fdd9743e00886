/** What a Markdown document claims about this repository, found by its marks: pure, so that the tests can test it too. */

/** A fenced block of code. */
export interface Fence {
  readonly language: string;
  /** The file that it says to come from: a first line such as `// src/a.ts`, or `<!-- src/a.ts -->` before the fence. */
  readonly file?: string;
  /** Without the line that names the file. */
  readonly code: string;
}

const FENCE = /(?:^<!-- (?<before>\S+) -->\n+)?^```(?<language>\w*)\n(?<body>[\s\S]*?)^```$/gm;
const FIRST_LINE = /^(?:\/\/|#) (?<file>[\w.-]+(?:\/[\w.-]+)+)\n/;

/** All fenced blocks, in their order. */
export function fencesOf(text: string): readonly Fence[] {
  return [...text.matchAll(FENCE)].map(({ groups }) => {
    const { before, language = '', body = '' } = groups ?? {};
    const file = before ?? FIRST_LINE.exec(body)?.groups?.['file'];
    return { language, ...(file && { file }), code: before ? body : body.replace(FIRST_LINE, '') };
  });
}

const FOLDERS = /^(?:src|test|examples|scripts|tools|lib|\.ci)\//;
const ROOT_FILE = /^[\w.-]+\.(?:md|json|mjs|cjs)$|^LICENSE$/;

/** Paths of this repository, in backticks or as the target of a link; what runs from `lib/` is named by its source. */
export function pathsIn(text: string): readonly string[] {
  const prose = withoutFences(text);
  const ticked = [...prose.matchAll(/`([^`\n]+)`/g)].flatMap(([, span = '']) => span.split(' '));
  const linked = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.replace(/#.*$/, ''));
  const paths = ticked.filter((word) => FOLDERS.test(word) || ROOT_FILE.test(word));
  const relative = linked.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
  return [...new Set([...paths, ...relative].map(sourceOf))];
}

/** Names of npm scripts that the text tells people to run, in prose and in code. */
export function scriptsIn(text: string): readonly string[] {
  const run = [...text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(([, name = '']) => name);
  return [...new Set([...run, ...(/\bnpm test\b/.test(text) ? ['test'] : [])])];
}

/** Commands of `dw`, as in `dw show` or `npx dw show ID`. */
export function commandsIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/`(?:npx )?dw ([a-z-]+)/g)].map(([, name = '']) => name))];
}

/** One row of the table of bounds. */
export interface Bound {
  readonly name: string;
  readonly value: string;
  readonly file: string;
}

/** The rows of the table of bounds. */
export function boundsIn(text: string): readonly Bound[] {
  const rows = text.matchAll(/^\| `([A-Z][A-Z0-9_]*)` +\| `([^`]+)` +\| `([^`]+)` +\|/gm);
  return [...rows].map(([, name = '', value = '', file = '']) => ({ name, value, file }));
}

const CONSTANT = /^(?:export )?const ([A-Z][A-Z0-9_]*) = (\d[\d_]*(?: \* \d[\d_]*)*|'\d+ ?[a-z]+');/gm;

/** The constants of a source file that are plain numbers or durations. */
export function constantsOf(file: string, source: string): readonly Bound[] {
  return [...source.matchAll(CONSTANT)].map(([, name = '', value = '']) => ({ name, value, file }));
}

function withoutFences(text: string): string {
  return text.replace(FENCE, '');
}

function sourceOf(path: string): string {
  return path.startsWith('lib/') ? path.slice('lib/'.length).replace(/\.js$/, '.ts') : path;
}
