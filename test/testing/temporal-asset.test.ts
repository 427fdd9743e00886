import { checksumOf, temporalAsset } from '../../src/testing/temporal-asset';

test.each([
  ['linux', 'x64', 'temporal_cli_1.8.2_linux_amd64.tar.gz'],
  ['linux', 'arm64', 'temporal_cli_1.8.2_linux_arm64.tar.gz'],
  ['darwin', 'x64', 'temporal_cli_1.8.2_darwin_amd64.tar.gz'],
  ['darwin', 'arm64', 'temporal_cli_1.8.2_darwin_arm64.tar.gz'],
])('%s on %s downloads %s', (platform, architecture, asset) => {
  expect(temporalAsset(platform, architecture)).toBe(asset);
});

test.each([
  ['win32', 'x64'],
  ['linux', 'ia32'],
  ['linux', 'riscv64'],
  ['freebsd', 'x64'],
])('%s on %s downloads nothing', (platform, architecture) => {
  expect(temporalAsset(platform, architecture)).toBeUndefined();
});

const SUM = '0123456789abcdef'.repeat(4);

test.each([
  ['text mode', `${'f'.repeat(64)}  other.tar.gz\n${SUM}  wanted.tar.gz\n`, SUM],
  ['binary mode', `${SUM} *wanted.tar.gz\n`, SUM],
  ['upper case', `${SUM.toUpperCase()}  wanted.tar.gz`, SUM],
  ['another name', `${SUM}  wanted.tar.gz.sig`, undefined],
  ['a sum that is none', 'not-a-sum  wanted.tar.gz', undefined],
  ['an empty file', '', undefined],
])('reads the checksum from a list in %s', (_, list, expected) => {
  expect(checksumOf('wanted.tar.gz', list)).toBe(expected);
});
