/** Tests run the TypeScript sources through swc; what needs a process of its own (workers, the demo) runs the build in lib/. */
module.exports = {
  // A hang is found all the same; a busy machine is not taken for one.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testSequencer: '<rootDir>/test/slow-first.cjs',
  modulePathIgnorePatterns: ['<rootDir>/lib/'],
  moduleNameMapper: { '^dynamic-workflows/(.*)$': '<rootDir>/src/$1/index.ts' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
};
