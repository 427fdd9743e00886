/** What a process has used of the machine. */
import pidusage from 'pidusage';

/** CPU time (user and system) in ms since the process started, and its memory now. */
export async function usageOf(pid: number): Promise<{ readonly cpuMs: number; readonly bytes: number }> {
  const { ctime, memory } = await pidusage(pid);
  return { cpuMs: ctime, bytes: memory };
}
