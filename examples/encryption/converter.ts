/** One data converter for worker, clients and `dw`: what differs between them can't be read. */
import { compression, dataConverterOf, encryption } from 'dynamic-workflows/codecs';

export const dataConverter = dataConverterOf({
  codecs: [
    compression(),
    encryption({
      keys: { '2026-11': process.env['DATA_KEY_2026_11'] ?? '' }, // openssl rand -base64 32
      current: '2026-11',
    }),
  ],
});
