/** Where pictures are kept: all workers and scripts have to see it. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryArtifacts } from 'dynamic-workflows/artifacts';

export const store = directoryArtifacts(process.env['RECEIPTS'] ?? join(tmpdir(), 'receipts'));
