/** The documents say what is so: their snippets, paths, scripts, commands, failure types and bounds are those of the code. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FAILURE } from '../../src/common/failure-type';
import { boundsIn, commandsIn, constantsOf, fencesOf, pathsIn, scriptsIn } from './document';

const ROOT = join(__dirname, '../..');
const PAGES = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', ...PAGES];

/** Plain numbers that bound nothing: versions, exit codes, units, statuses, well-known ports. */
const NO_BOUNDS = new Set([
  ...[
    'FORMAT',
    'FORMAT_2',
    'FORMAT_3',
    'POLICY',
    'TOO_LARGE',
    'EXIT_FAILED',
    'EXIT_USAGE',
    'NANO_PER_USD',
    'CENT',
    'GEO_SURCHARGE_PERCENT',
    'NANOS_PER_MS',
    'MS_PER_MINUTE',
    'MS_PER_SECOND',
    'TRACE_ID_CHARACTERS',
    'SPAN_ID_CHARACTERS',
    'EXPORT_VERSION',
  ],
  ...['GRPC_UNIMPLEMENTED', 'GRPC_NOT_FOUND', 'ALREADY_EXISTS', 'DEFAULT_PORT', 'DEFAULT_UI_PORT'],
]);

/** What a person reads in one go; the program takes a third of it. */
const MAX_README_LINES = 200;

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe.each(DOCUMENTS)('%s', (document) => {
  const text = read(document);

  test('shows code as it stands in the files that it names', () => {
    const named = fencesOf(text).flatMap(({ file, code }) => (file ? [{ file, code: code.trimEnd() }] : []));
    const strange = named.filter(({ file, code }) => !existsSync(join(ROOT, file)) || !read(file).includes(code));
    expect(strange).toEqual([]);
  });

  test('shows no TypeScript without naming its file', () => {
    expect(fencesOf(text).filter(({ language, file }) => language === 'ts' && !file)).toEqual([]);
  });

  test('names only files and folders that exist', () => {
    const isThere = (path: string): boolean =>
      [ROOT, join(ROOT, dirname(document))].some((from) => existsSync(join(from, path)));
    expect(pathsIn(text).filter((path) => !isThere(path))).toEqual([]);
  });

  test('names only scripts and commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = sourcesIn('src/cli').flatMap((path) => [...read(path).matchAll(/\.command\('([\w-]+)'\)/g)]);
    expect(scriptsIn(text).filter((name) => !(name in scripts))).toEqual([]);
    expect(commandsIn(text).filter((name) => !commands.some(([, command]) => command === name))).toEqual([]);
  });
});

test('the README shows the quickstart, names every door, every kind of outcome and every option of the demo', () => {
  const text = read('README.md');
  expect(fencesOf(text).flatMap(({ file }) => file ?? [])).toEqual(
    ['tools', 'workflow', 'worker'].map((name) => `examples/quickstart/${name}.ts`),
  );
  const doors = Object.keys((JSON.parse(read('package.json')) as { exports: object }).exports).filter(
    (door) => !door.endsWith('.json'),
  );
  expect(doors.filter((door) => !text.includes(`dynamic-workflows${door.slice(1)}`))).toEqual([]);
  const kinds = [...read('src/workflows/outcome.ts').matchAll(/kind: '(\w+)'/g)].map(([, kind]) => kind);
  expect(kinds.length).toBeGreaterThan(0);
  expect(kinds.filter((kind) => !text.includes(`| \`${kind}\``))).toEqual([]);
  const options = [...read('examples/complaint/demo/options.ts').matchAll(/\.option\('(--[\w-]+)/g)].map(
    ([, name = '']) => name,
  );
  expect(options.length).toBeGreaterThan(0);
  expect(options.filter((option) => !text.includes(option))).toEqual([]);
});

test('the README fits on a page', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_README_LINES);
});

test('ARCHITECTURE.md has every failure type', () => {
  const text = read('ARCHITECTURE.md');
  expect(Object.values(FAILURE).filter((type) => !text.includes(`| \`${type}\``))).toEqual([]);
});

test('ARCHITECTURE.md has every bound of the sources, with its value, and no other', () => {
  const files = sourcesIn('src').filter((path) => !path.startsWith('src/testing/simulator/'));
  const bounds = files.flatMap((file) => constantsOf(file, read(file))).filter(({ name }) => !NO_BOUNDS.has(name));
  const rows = ({ file, name, value }: (typeof bounds)[number]): string => `${file} ${name} = ${value}`;
  expect(boundsIn(read('ARCHITECTURE.md')).map(rows).sort()).toEqual(bounds.map(rows).sort());
});

test('links between pages lead somewhere, and docs/README.md knows every page', () => {
  const lost = PAGES.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#\s]*)(?:#([^)\s]*))?\)/g)].flatMap(([, target = '', anchor]) => {
      if (/^[a-z]+:/.test(target)) return [];
      const file = target === '' ? page : join(dirname(page), target);
      if (!existsSync(join(ROOT, file))) return [`${page} → ${target}`];
      const headings = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
      return anchor === undefined || headings.includes(anchor) ? [] : [`${page} → ${target}#${anchor}`];
    }),
  );
  expect(lost).toEqual([]);
  const index = read('docs/README.md');
  expect(PAGES.filter((page) => page !== 'docs/README.md' && !index.includes(`(${basename(page)})`))).toEqual([]);
});

test('docs/cli.md knows every command', () => {
  const commands = sourcesIn('src/cli').flatMap((path) => [...read(path).matchAll(/\.command\('([\w-]+)'\)/g)]);
  const page = read('docs/cli.md');
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.map(([, name]) => name).filter((name) => !page.includes(`| \`dw ${name}`))).toEqual([]);
});

/** As renderers of Markdown make them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

describe('the checks above find', () => {
  const fence = (first: string, more = ''): string => `${more}\`\`\`ts\n${first}const a = 1;\n\`\`\`\n`;

  test('the file of a snippet, by its first line or a comment before it', () => {
    const code = 'const a = 1;\n';
    expect(fencesOf(fence('// src/a.ts\n'))).toEqual([{ language: 'ts', file: 'src/a.ts', code }]);
    expect(fencesOf(fence('', '<!-- src/a.ts -->\n\n'))).toEqual([{ language: 'ts', file: 'src/a.ts', code }]);
    expect(fencesOf(fence('// a comment\n'))).toEqual([{ language: 'ts', code: `// a comment\n${code}` }]);
  });

  test('paths in backticks and links, and what is built from which source', () => {
    const text =
      'See `src/no.ts`, `node lib/examples/x.js`, [a](test/b.ts#c), [d](https://e.f), `npm run g`, `LICENSE`.';
    expect(pathsIn(text)).toEqual(['src/no.ts', 'examples/x.ts', 'LICENSE', 'test/b.ts']);
  });

  test('scripts, commands, bounds', () => {
    expect(scriptsIn('`npm run demo -- --live`, npm test, `npm run test:live`')).toEqual(['demo', 'test:live', 'test']);
    expect(commandsIn('`dw show ID` and `npx dw fly`')).toEqual(['show', 'fly']);
    const bound = { name: 'MAX_A', value: '2 * 1_024', file: 'src/a.ts' };
    expect(boundsIn('| `MAX_A`  | `2 * 1_024` | `src/a.ts` | why |')).toEqual([bound]);
    expect(constantsOf('src/a.ts', "export const MAX_A = 2 * 1_024;\nconst NAME = 'x';\n")).toEqual([bound]);
  });
});

/** TypeScript files below a folder, as paths from the root. */
function sourcesIn(folder: string): readonly string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) =>
    entry.isFile() && entry.name.endsWith('.ts') ? [join(entry.parentPath, entry.name).slice(ROOT.length + 1)] : [],
  );
}
