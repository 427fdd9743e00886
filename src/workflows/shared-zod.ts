/** Loaded once a worker, ahead of its runs; see `shared-modules.ts` of the worker. */
import { z } from 'zod';

/** Exported, so that bundlers keep the module. */
export const sharedModules = { z };

// The settings that copies of zod share by this name; Temporal freezes whatever is global when the first run comes.
Reflect.deleteProperty(globalThis, '__zod_globalConfig');
