import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { startProxy, type Proxy } from '../../../src/testing/faults/proxy';

/** Says everything back. */
const echo = createServer((socket) => socket.pipe(socket).on('error', () => undefined));
let proxy: Proxy;

beforeEach(async () => {
  if (!echo.listening) await once(echo.listen(0, '127.0.0.1'), 'listening');
  proxy = await startProxy(`127.0.0.1:${(echo.address() as AddressInfo).port}`);
});
afterEach(() => proxy.close());
afterAll(() => echo.close());

async function dial(): Promise<Socket> {
  const socket = connect(Number(proxy.address.split(':')[1]), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write('hello');
  await once(socket, 'data');
  return socket;
}

test('a cut resets what is open and takes what comes', async () => {
  const socket = await dial();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  expect(proxy.cut()).toBe(1);
  await closed;
  expect(proxy.cut()).toBe(0);
  await dial();
});

test('a deaf connection swallows what is written, counts it and is reset; another one works meanwhile', async () => {
  const socket = await dial();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const lost = proxy.halfOpen(200);
  socket.write('nobody hears this');
  await dial();
  expect(await lost).toBe('nobody hears this'.length);
  await closed;
});

test('a delay holds bytes back in both directions and lets them through in order', async () => {
  const socket = await dial();
  const late = proxy.delay(50, 300);
  const sentAt = Date.now();
  socket.write('a');
  socket.write('b');
  let heard = '';
  while (heard.length < 2) heard += String(((await once(socket, 'data')) as [Buffer])[0]);
  expect(heard).toBe('ab');
  expect(Date.now() - sentAt).toBeGreaterThanOrEqual(100);
  expect(await late).toBe(4);
});

test('what comes right after a delay does not overtake what was held back', async () => {
  const socket = await dial();
  const late = proxy.delay(200, 50);
  socket.write('a');
  await late;
  socket.write('b');
  let heard = '';
  while (heard.length < 2) heard += String(((await once(socket, 'data')) as [Buffer])[0]);
  expect(heard).toBe('ab');
});
