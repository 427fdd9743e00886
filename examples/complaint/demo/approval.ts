/**
 * The person whom the shop asks about large refunds: at this terminal, unless somebody answers elsewhere first. Without a
 * terminal nobody could, so the flags decide, or the call is refused.
 */
import { userInfo } from 'node:os';
import { createInterface, type Interface } from 'node:readline/promises';
import type { ApprovalAnswer, OpenApproval, Run, Step } from 'dynamic-workflows/client';
import { printable, type Screen } from './screen';

/** What is said to every question where nobody is asked. */
export type Standing = 'approve' | 'deny' | undefined;

/** Hears of every step, and asks whenever one waits for a person. */
export interface ApprovalDesk {
  heed(step: Step): void;
}

type Decision = Pick<ApprovalAnswer, 'decision' | 'comment' | 'args'>;

const NOBODY = 'Nobody could be asked: the demo has no terminal, and neither --approve nor --deny.';

/** The desk of one run. */
export function openDesk(
  run: Pick<Run, 'approvals' | 'resolveApproval'>,
  standing: Standing,
  screen: Screen,
): ApprovalDesk {
  let asking = new AbortController();
  let attending = Promise.resolve();
  const attend = async (): Promise<void> => {
    for (;;) {
      const [question] = await run.approvals();
      if (!question) return;
      asking = new AbortController();
      tell(question, screen);
      const decision = await decide(question, standing, screen, asking.signal);
      if (!decision) continue; // answered elsewhere meanwhile
      const { approvalId, argsHash } = question;
      await run
        .resolveApproval({ approvalId, argsHash, approver: userInfo().username, ...decision })
        .catch((error: Error) =>
          screen.alarm(printable(String((error.cause as Error | undefined)?.message ?? error.message))),
        );
    }
  };
  return {
    heed({ kind, status }) {
      if (kind !== 'timer') return;
      if (status !== 'running') return asking.abort();
      attending = attending.then(attend).catch((error: Error) => screen.alarm(error.message));
    },
  };
}

function tell({ tool, args, why, expiresAt }: OpenApproval, screen: Screen): void {
  screen.rest();
  screen.heading(`Claude may not do this without a person: ${tool}`);
  for (const [name, value] of Object.entries(args))
    screen.say(`  ${printable(`${name.padEnd(12)} ${spelled(value)}`)}`);
  if (why) screen.say(`  Claude says: ${printable(why).replaceAll('\n', '\n    ')}`);
  screen.say(`  until ${expiresAt}; \`npx dw inbox\` and \`npx dw approve\` answer it as well`);
}

async function decide(
  question: OpenApproval,
  standing: Standing,
  screen: Screen,
  signal: AbortSignal,
): Promise<Decision | undefined> {
  if (standing) return { decision: standing };
  if (!screen.isTerminal) {
    screen.alarm(`${NOBODY} Refused.`);
    return { decision: 'deny', comment: NOBODY };
  }
  const prompt = createInterface({ input: process.stdin, output: screen.stream });
  prompt.on('SIGINT', () => process.kill(process.pid, 'SIGINT')); // readline keeps Ctrl-C for itself
  try {
    return await ask(question, prompt, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    screen.say('\n  → answered elsewhere');
    return undefined;
  } finally {
    prompt.close();
  }
}

async function ask({ args }: OpenApproval, prompt: Interface, signal: AbortSignal): Promise<Decision> {
  for (;;) {
    const said = (await prompt.question('  May it? [y]es, [n]o, [e]dit: ', { signal })).trim().toLowerCase();
    if (said === 'y' || said === 'yes') return { decision: 'approve' };
    if (said === 'n' || said === 'no') {
      const comment = (await prompt.question('  Why not? Claude is told: ', { signal })).trim();
      return { decision: 'deny', ...(comment && { comment }) };
    }
    if (said === 'e' || said === 'edit') return { decision: 'approve', args: await edited(args, prompt, signal) };
  }
}

/** Asks for each argument; an empty line keeps it. What does not fit the tool's schema comes back as a refusal. */
async function edited(
  args: OpenApproval['args'],
  prompt: Interface,
  signal: AbortSignal,
): Promise<OpenApproval['args']> {
  const changed = { ...args };
  for (const [name, value] of Object.entries(args)) {
    const text = (await prompt.question(`  ${printable(`${name} (${spelled(value)})`)}: `, { signal })).trim();
    if (text) changed[name] = typeof value === 'string' ? text : parsed(text);
  }
  return changed;
}

function parsed(text: string): OpenApproval['args'][string] {
  try {
    return JSON.parse(text) as OpenApproval['args'][string];
  } catch {
    return text;
  }
}

function spelled(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
