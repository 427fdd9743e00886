/** Keys that are fetched when they are needed, here from files that a secret manager mounts; each is read once. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compression, dataConverterOf, encryption } from 'dynamic-workflows/codecs';

const folder = process.env['SECRETS'] ?? '/run/secrets';

export const dataConverter = dataConverterOf({
  codecs: [
    compression(),
    encryption({
      keyProvider: async (id) => (await readFile(join(folder, `data-key-${id}`), 'utf8')).trim(),
      current: '2026-11',
    }),
  ],
});
