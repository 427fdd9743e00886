import { judgeTemporalCli, judgeVersionOutput } from '../../src/testing/temporal-cli-version';

test('judges a release by its server', () => {
  expect(judgeVersionOutput('temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)\n')).toEqual({
    serverVersion: '1.31.2',
  });
});

test('judges a CLI built from source by its server, not by its 0.0.0', () => {
  expect(judgeVersionOutput('temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)')).toEqual({
    serverVersion: '1.31.2',
  });
});

test('refuses a server that is too old, naming both versions', () => {
  expect(judgeVersionOutput('temporal version 1.5.0 (Server 1.29.1, UI 2.40.0)')).toEqual({
    problem: 'has server 1.29.1, older than 1.31.0',
  });
});

test('refuses a program that is not the Temporal CLI, quoting what it said', () => {
  expect(judgeVersionOutput('temporal 3\nsecond line')).toEqual({
    problem: 'does not name its server version: `temporal 3`',
  });
});

test('a file that cannot be run is a problem, not an exception', async () => {
  expect(await judgeTemporalCli('/nonexistent/temporal')).toEqual({
    problem: expect.stringMatching(/^does not run \(.*ENOENT/) as unknown,
  });
});
