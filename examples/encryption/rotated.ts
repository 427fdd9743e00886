/** The same after a rotation: the new key writes, the old one reads for as long as there are histories written with it. */
import { compression, dataConverterOf, encryption } from 'dynamic-workflows/codecs';

export const dataConverter = dataConverterOf({
  codecs: [
    compression(),
    encryption({
      keys: {
        '2026-11': process.env['DATA_KEY_2026_11'] ?? '',
        '2027-02': process.env['DATA_KEY_2027_02'] ?? '',
      },
      current: '2027-02',
    }),
  ],
});
