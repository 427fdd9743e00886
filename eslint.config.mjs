/**
 * What a machine can check of our style. Beside the usual recommendations stands the import law: which room may load
 * which. Types cross freely (`import type` leaves no trace at run time), except in examples, which see only the doors.
 */
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const ROOMS = [
  'common',
  'workflows',
  'activities',
  'worker',
  'client',
  'codecs',
  'artifacts',
  'tracing',
  'cli',
  'testing',
];

/** A ban with its reason; `typesToo` also bans `import type`. */
const ban = (regex, message, typesToo = false) => ({ regex, message, allowTypeImports: !typesToo });

/** Nothing from the rooms but those named, however many directories up. */
const onlyRooms = (...allowed) => {
  const banned = ROOMS.filter((room) => !allowed.includes(room)).join('|');
  const law = allowed.length === 0 ? 'no other room' : `only ${allowed.join(', ')}`;
  return ban(`^(\\.\\./)+(${banned})(/|$)`, `The import law: this room loads ${law}.`);
};

/** No package but those that start with one of these. */
const onlyPackages = (...allowed) => {
  const starts = allowed.map((name) => name.replace('/', '\\/')).join('|');
  return ban(`^(?!\\.|(${starts})(\\/|$))`, `The import law: of packages, this room loads only ${allowed.join(', ')}.`);
};

const PURE = ['zod', '@temporalio/common', '@noble/[a-z]+'];

/** common ← everyone · workflows, activities → common · worker → activities · client → workflows' definitions. */
const LAW = {
  common: [onlyRooms('common'), onlyPackages(...PURE)],
  workflows: [onlyRooms('workflows', 'common'), onlyPackages(...PURE, '@temporalio/workflow')],
  artifacts: [onlyRooms('artifacts', 'common'), onlyPackages('@aws-sdk/client-s3', 'sharp', 'node:[a-z/]+')],
  activities: [onlyRooms('activities', 'artifacts', 'common')],
  worker: [onlyRooms('worker', 'activities', 'common')],
  client: [onlyRooms('client', 'workflows', 'common')],
  tracing: [onlyRooms('tracing', 'common'), onlyPackages('@opentelemetry/api', '@temporalio/[a-z]+')],
  codecs: [onlyRooms('codecs'), onlyPackages('@temporalio/common', 'node:[a-z/]+')],
};

const restrict = (patterns) => ({ '@typescript-eslint/no-restricted-imports': ['error', { patterns }] });

const lawOfRooms = Object.entries(LAW).map(([room, patterns]) => ({
  files: [`src/${room}/**/*.ts`],
  rules: restrict(patterns),
}));

const NODE_GLOBALS = [
  'process',
  'console',
  'Buffer',
  'URL',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'fetch',
];

export default defineConfig(
  { ignores: ['lib/', 'node_modules/', 'tools/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })],
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Claude's messages arrive as `unknown`; putting one into words is deliberate wherever it happens.
      '@typescript-eslint/no-base-to-string': 'off',
      // Our objects are closures: their functions do not use `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Temporal's handlers and tools are async by contract, with or without something to wait for.
      '@typescript-eslint/require-await': 'off',
    },
  },
  ...lawOfRooms,
  {
    files: ['examples/**/*.ts'],
    rules: restrict([
      ban('^(\\.\\./)+(src|lib)(/|$)', 'Examples use the doors, `dynamic-workflows/*`, as a stranger would.', true),
    ]),
  },
  {
    // Jest's matchers and scripted answers are loosely typed; the sources are not.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(
        [...NODE_GLOBALS, 'module', 'require', '__dirname'].map((name) => [name, 'readonly']),
      ),
    },
  },
  // A project of its own: its types are there only once it is installed.
  { files: ['templates/**/*.ts'], extends: [tseslint.configs.disableTypeChecked] },
);
