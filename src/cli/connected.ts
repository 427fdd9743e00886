/** Lends a command a client and closes it however the command ends. */
import type { DataConverter } from '@temporalio/common';
import { connect, type Client } from '../client/index';
import { configuredConverter } from './config';

/** Runs `work` with a client of the server that the environment names; its data converter is the configured one unless given. */
export async function connected<T>(
  work: (client: Client) => Promise<T>,
  dataConverter: DataConverter | undefined = configuredConverter(),
): Promise<T> {
  const client = await connect(dataConverter ? { dataConverter } : {});
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
