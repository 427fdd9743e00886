/** What worker, clients and `dw` write with: secrets are taken out before anything is kept. */
import { compression, dataConverterOf, redaction } from 'dynamic-workflows/codecs';

export const dataConverter = dataConverterOf({
  codecs: [
    redaction({
      environment: ['SHOP_DATABASE_PASSWORD'], // its value, wherever it turns up
      patterns: { 'voucher-code': /\bVC-[A-Z0-9]{12}\b/ },
    }),
    compression(),
  ],
});
