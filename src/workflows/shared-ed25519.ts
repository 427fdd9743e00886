/** Loaded once a worker, ahead of its runs; see `shared-modules.ts` of the worker. */
import { ed25519 } from '@noble/curves/ed25519';

/** Exported, so that bundlers keep the module. */
export const sharedModules = { ed25519 };
