import { serverArguments } from '../../src/testing/temporal-server-flags';

const PLAIN = { dbFile: '/tmp/t.db', port: 7001, namespace: 'default', searchAttributes: {}, extraArgs: [] };

test('lifts the limits that make a step take 100 ms', () => {
  const line = serverArguments(PLAIN).join(' ');
  expect(line).toContain('--dynamic-config-value history.transferProcessorMaxPollRPS=2000');
  expect(line).toContain('--dynamic-config-value history.timerProcessorMaxPollRPS=2000');
  expect(line).toContain('--dynamic-config-value history.timerProcessorMaxTimeShift="1ms"');
  expect(line).toContain('--dynamic-config-value system.enableActivityEagerExecution=true');
  expect(line).toContain('--sqlite-pragma journal_mode=WAL --sqlite-pragma synchronous=NORMAL');
});

test('binds to this machine only', () => {
  expect(serverArguments(PLAIN).join(' ')).toContain('--ip 127.0.0.1');
});

test('has no UI without a port for it', () => {
  expect(serverArguments(PLAIN)).toContain('--headless');
  expect(serverArguments({ ...PLAIN, uiPort: 8001 }).join(' ')).toContain('--ui-port 8001');
  expect(serverArguments({ ...PLAIN, uiPort: 8001 })).not.toContain('--headless');
});

test('passes search attributes and further flags on, the latter last', () => {
  const line = serverArguments({
    ...PLAIN,
    searchAttributes: { DwState: 'Keyword', DwTurns: 'Int' },
    extraArgs: ['--log-level', 'warn'],
  }).join(' ');
  expect(line).toContain('--search-attribute DwState=Keyword --search-attribute DwTurns=Int');
  expect(line).toMatch(/--log-level warn$/);
});
