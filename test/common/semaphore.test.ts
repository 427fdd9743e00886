/** A bound on how much runs at once, first come first served, whatever the work does. */
import { Semaphore } from '../../src/common/semaphore';

/** Work that ends when told to. */
function gate(): { work: () => Promise<string>; open: () => void; isRunning: () => boolean } {
  let release = (): void => undefined;
  let running = false;
  return {
    work: async () => {
      running = true;
      await new Promise<void>((resolve) => (release = resolve));
      return 'done';
    },
    open: () => release(),
    isRunning: () => running,
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('so many run at once, and the next in line when one has ended', async () => {
  const semaphore = new Semaphore(2);
  const gates = [gate(), gate(), gate(), gate()];
  const running = gates.map(({ work }) => semaphore.run(work));
  await settle();
  expect(gates.map(({ isRunning }) => isRunning())).toEqual([true, true, false, false]);
  gates[1]?.open();
  await settle();
  expect(gates.map(({ isRunning }) => isRunning())).toEqual([true, true, true, false]);
  gates[0]?.open();
  gates[2]?.open();
  await settle();
  gates[3]?.open();
  expect(await Promise.all(running)).toEqual(['done', 'done', 'done', 'done']);
});

test('work that throws gives its permit back, and the error goes to the one who asked', async () => {
  const semaphore = new Semaphore(1);
  const failing = semaphore.run(() => Promise.reject(new Error('down')));
  const next = semaphore.run(() => Promise.resolve('ok'));
  await expect(failing).rejects.toThrow('down');
  expect(await next).toBe('ok');
  const thrown = semaphore.run(() => {
    throw new Error('at once');
  });
  await expect(thrown).rejects.toThrow('at once');
  expect(await semaphore.run(() => Promise.resolve('free'))).toBe('free');
});

test('a permit that is given back is not handed out twice', async () => {
  const semaphore = new Semaphore(1);
  let most = 0;
  let now = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++now);
    await settle();
    now--;
  };
  const first = semaphore.run(work);
  const rest = [semaphore.run(work), semaphore.run(work)];
  await first;
  await Promise.all([...rest, semaphore.run(work), semaphore.run(work)]);
  expect(most).toBe(1);
});
