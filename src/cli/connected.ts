/** Lends a command a client and closes it however the command ends. */
import { connect, type Client } from '../client/index';

/** Runs `work` with a client of the server that the environment names. */
export async function connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect();
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
