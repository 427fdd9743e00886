/** A shop of its own for a test file: a schema in a Postgres that is started for it, or that `DATABASE_URL` names. */
import { closeDatabase } from '../../../examples/complaint/database';
import { startPostgres } from '../../../examples/complaint/postgres';
import { closeShop, openShop } from '../../../examples/complaint/seed';

/** What a test does with its shop. */
export interface TestShop {
  /** Starts again with fresh data, in the same schema. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a shop in a schema of this name and this process. */
export async function openTestShop(name: string): Promise<TestShop> {
  const given = process.env['DATABASE_URL'];
  const postgres = await startPostgres();
  process.env['DATABASE_URL'] = postgres.url;
  process.env['COMPLAINT_SCHEMA'] = `test_${name}_${process.pid}`;
  await openShop();
  return {
    reopen: async () => {
      await closeShop();
      await openShop();
    },
    close: async () => {
      await closeShop();
      await closeDatabase();
      await postgres.stop();
      if (given === undefined) delete process.env['DATABASE_URL'];
    },
  };
}
