import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIdOf } from '../../src/worker/build-id';

test('a bundle has one short name, whether it is given as code or as a file', async () => {
  const codePath = join(mkdtempSync(join(tmpdir(), 'dw-build-id-')), 'bundle.js');
  writeFileSync(codePath, 'code');
  const byCode = await buildIdOf({ workflowBundle: { code: 'code' } });
  expect(byCode.buildId).toMatch(/^dw-[0-9a-f]{16}$/);
  expect(await buildIdOf({ workflowBundle: { codePath } })).toEqual(byCode);
  expect(await buildIdOf({ workflowBundle: { code: 'other' } })).not.toEqual(byCode);
});

test('a name that the user chose, a deployment and a worker without a bundle are left alone', async () => {
  const workflowBundle = { code: 'code' };
  const version = { deploymentName: 'shop', buildId: '7' };
  const workerDeploymentOptions = { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' } as const;
  expect(await buildIdOf({ workflowBundle, buildId: 'mine' })).toEqual({});
  expect(await buildIdOf({ workflowBundle, workerDeploymentOptions })).toEqual({});
  expect(await buildIdOf({})).toEqual({});
});
