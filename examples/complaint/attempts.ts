/**
 * A count of what reached a tool, kept outside any transaction: it shows attempts whose effect was rolled back, or was
 * found already done. The demo's claim "two attempts, one refund" is read from here.
 */
import { database } from './database';

/** Notes that an attempt of `tool` has started; committed at once, before the tool does anything. */
export async function recordAttempt(tool: string, args: object, attempt: number): Promise<void> {
  await database().query('INSERT INTO attempts (tool, arguments, attempt) VALUES ($1, $2, $3)', [tool, args, attempt]);
}
