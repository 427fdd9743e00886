/** Lends a command a client and closes it however the command ends. */
import { connect, type Client } from '../client/index';
import { configuredConverter } from './config';

/** Runs `work` with a client of the server that the environment names, and with the configured data converter. */
export async function connected<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const dataConverter = configuredConverter();
  const client = await connect(dataConverter ? { dataConverter } : {});
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
