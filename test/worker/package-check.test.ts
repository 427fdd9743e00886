/** One copy of protobufjs for all of Temporal's packages, or a refusal that says how to mend it. */
import { requireEqualVersions, requireOneProtobufjs } from '../../src/worker/package-check';

test('this installation has one copy', () => {
  const copies = ['@temporalio/common', '@temporalio/proto'].map((name) =>
    require.resolve('protobufjs', { paths: [require.resolve(name)] }),
  );
  expect(new Set(copies).size).toBe(1);
  expect(() => requireOneProtobufjs()).not.toThrow();
});

test('two copies are refused, with their paths and the cure', () => {
  const found: Record<string, string[]> = {
    '@temporalio/common': ['/a/protobufjs'],
    '@temporalio/proto': ['/b/protobufjs'],
  };
  expect(() => requireOneProtobufjs((name) => found[name] ?? [])).toThrow(
    "Temporal's packages use several copies of protobufjs (/a/protobufjs, /b/protobufjs), with which histories can't be read. Run `npm install protobufjs@^8.7.1` and `npm dedupe`.",
  );
});

test('a package that is not installed is not compared', () => {
  expect(() => requireOneProtobufjs((name) => (name === '@temporalio/common' ? ['/a/protobufjs'] : []))).not.toThrow();
});

test('this installation has one version of Temporal', () => {
  expect(() => requireEqualVersions()).not.toThrow();
});

test('several versions of Temporal are refused, with the command that mends it', () => {
  const versionsOf = (name: string): string[] => (name.endsWith('/client') ? ['1.9.0', '1.24.0'] : ['1.24.0']);
  expect(() => requireEqualVersions(versionsOf)).toThrow(
    /@temporalio\/client 1\.9\.0, @temporalio\/client 1\.24\.0.*npm install @temporalio\/activity@1\.24\.0/,
  );
});
