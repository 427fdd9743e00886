import { statSync, truncateSync } from 'node:fs';
import { findTemporalBinary } from '../../src/testing/temporal-binary';
import { BLOCKED_RELEASES, fakeMachine, findInProcess, isRunning, temporalScript, until } from './fake-machine';

let machine: ReturnType<typeof fakeMachine>;
let lines: string[];

beforeEach(() => {
  machine = fakeMachine();
  lines = [];
});
afterEach(() => machine.remove());

const find = (more: NodeJS.ProcessEnv = {}): Promise<string> =>
  findTemporalBinary({
    env: { ...machine.env, ...more },
    releases: BLOCKED_RELEASES,
    report: (line) => lines.push(line),
  });

describe('the order of the ways', () => {
  test('TEMPORAL_CLI_PATH wins over everything', async () => {
    machine.put('temporal', temporalScript('1.31.2'));
    const chosen = machine.put('../mine/temporal', temporalScript('1.31.0'));
    expect(await find({ TEMPORAL_CLI_PATH: chosen })).toBe(chosen);
  });

  test('a TEMPORAL_CLI_PATH that cannot be used is an error, not passed over', async () => {
    machine.put('temporal', temporalScript('1.31.2'));
    await expect(find({ TEMPORAL_CLI_PATH: '/nonexistent' })).rejects.toThrow(
      'TEMPORAL_CLI_PATH is `/nonexistent`, which does not run',
    );
  });

  test('one on PATH is used before the cache', async () => {
    const onPath = machine.put('temporal', temporalScript('1.31.0'));
    machine.put(machine.cached, temporalScript('1.31.2'));
    expect(await find()).toBe(onPath);
  });

  test('one on PATH that is too old is passed over, and the report says so', async () => {
    machine.put('temporal', temporalScript('1.29.1'));
    machine.put(machine.cached, temporalScript('1.31.2'));
    expect(await find()).toBe(machine.cached);
    expect(lines.join()).toContain('has server 1.29.1, older than 1.31.0: passing it over');
  });

  test('the cache is used without a word', async () => {
    machine.put(machine.cached, temporalScript('1.31.2'));
    expect(await find()).toBe(machine.cached);
    expect(lines).toEqual([]);
  });

  test('a blocked download is reported with its address, then Go builds into the cache', async () => {
    machine.putGo();
    expect(await find()).toBe(machine.cached);
    expect(lines.join('\n')).toMatch(
      /not that way: `http.*checksums\.txt` failed: [\s\S]*building it with Go 1\.26\.8/,
    );
    expect(machine.cacheContent()).toEqual(['temporal']);
  });

  test('a damaged cache is replaced', async () => {
    machine.put(machine.cached, temporalScript('1.31.2'));
    truncateSync(machine.cached, 12);
    machine.putGo();
    expect(await find()).toBe(machine.cached);
    expect(lines.join()).toContain('replacing it');
    expect(statSync(machine.cached).size).toBeGreaterThan(12);
  });
});

describe('when nothing works', () => {
  const waysOut = /TEMPORAL_ADDRESS[\s\S]*TEMPORAL_CLI_PATH[\s\S]*github\.com[\s\S]*Go 1\.26\.4/;

  test('without Go the error names the four ways out', async () => {
    await expect(find()).rejects.toThrow(waysOut);
    expect(lines.join()).toContain('Go 1.26.4 or newer is not on PATH');
  });

  test('a Go that is too old is not asked to build', async () => {
    machine.putGo({ version: 'go1.25.9' });
    await expect(find()).rejects.toThrow(waysOut);
    expect(lines.join()).toContain('Go is `go1.25.9`, older than 1.26.4');
    expect(machine.builds()).toEqual([]);
  });

  test('a failed build says what the compiler said and leaves nothing', async () => {
    machine.putGo({ fails: true });
    await expect(find()).rejects.toThrow(waysOut);
    expect(lines.join()).toContain('cannot compile this');
    expect(machine.cacheContent()).toEqual([]);
  });

  test('a build that makes something too old is not kept', async () => {
    machine.putGo({ serverVersion: '1.20.0' });
    await expect(find()).rejects.toThrow(waysOut);
    expect(machine.cacheContent()).toEqual([]);
  });
});

describe('with processes of their own', () => {
  test('two that search at once build once, and both find it', async () => {
    machine.putGo({ seconds: 1 });
    const searches = [findInProcess(machine.env), findInProcess(machine.env)];
    expect(await Promise.all(searches.map(({ found }) => found))).toEqual([machine.cached, machine.cached]);
    expect(machine.builds()).toHaveLength(1);
    expect(machine.cacheContent()).toEqual(['temporal']);
  });

  test('a killed one takes its build along, leaves nothing valid, and does not block the next', async () => {
    machine.putGo({ seconds: 60 });
    const killed = findInProcess(machine.env);
    await until('the build has started', () => machine.builds().length === 1);
    killed.child.kill('SIGKILL');
    await killed.found;
    const [build = 0] = machine.builds();
    await until('the build has died with its parent', () => !isRunning(build));
    expect(machine.cacheContent()).not.toContain('temporal');

    machine.putGo();
    expect(await find()).toBe(machine.cached);
    expect(machine.cacheContent()).toEqual(['temporal']);
  });
});
