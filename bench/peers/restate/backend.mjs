/** The Restate server, from its package on npm, with its data in a folder that is thrown away. Run before the peer, and not killed. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const name = `@restatedev/restate-server-${process.platform}-${process.arch}`;
const folder = join(require.resolve(`${name}/package.json`), '..');
const [ingress, admin, node, peer] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);

const env = {
  ...process.env,
  RESTATE_BASE_DIR: process.env.BACKEND_DATA,
  RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
  RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
  RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
  RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
  RESTATE_DISABLE_TELEMETRY: 'true', // no traffic off this machine
  RESTATE_LOG_FILTER: 'warn',
};
const server = spawn(join(folder, 'bin', 'restate-server'), [], { env, stdio: 'inherit' });
server.on('exit', (code) => process.exit(code ?? 1));
while (
  !(await fetch(`http://127.0.0.1:${admin}/health`).then(
    ({ ok }) => ok,
    () => false,
  ))
)
  await pause(100);
const urls = {
  RESTATE_INGRESS_URL: `http://127.0.0.1:${ingress}`,
  RESTATE_ADMIN_URL: `http://127.0.0.1:${admin}`,
  PEER_PORT: String(peer), // the same before and after a restart: the server calls it there
};
console.log(`backend ready ${JSON.stringify(urls)}`);

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
