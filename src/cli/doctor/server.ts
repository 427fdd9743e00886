/** Whether the Temporal server answers, and whether its namespace has and allows what runs need. */
import type { Client } from '../../client/index';
import { attributesOf } from '../../client/setup';
import { answer } from '../../client/server-answer';
import { isAtLeast } from '../../testing/version-order';
import { examined, ok, problem, warning, type Finding } from './finding';

/** `dw deploy` needs Worker Deployments as this version has them. */
const OLDEST_SERVER = '1.29.1';

/** One payload, by the server's own default; the largest reply, rebuilt transcripts and tools' results are cut to fit. */
const PAYLOAD_BYTES = 2_000_000;

/** What is known of the server after it was examined. */
export interface ServerReport {
  readonly findings: readonly Finding[];
  /** The largest payload that the namespace takes. */
  readonly payloadBytes: number;
}

/** Examines the server and namespace of a client. */
export async function examineServer({ temporal }: Client): Promise<ServerReport> {
  const { namespace } = temporal.options;
  const { serverVersion = '' } = await temporal.workflowService.getSystemInfo({});
  const asked = { namespace, workflowId: '' };
  const described = await answer(asked, () => temporal.workflowService.describeNamespace({ namespace }));
  const said = Number(described.namespaceInfo?.limits?.blobSizeLimitError?.toString() ?? 0);
  const payloadBytes = said || PAYLOAD_BYTES;
  const days = Number(described.config?.workflowExecutionRetentionTtl?.seconds?.toString() ?? 0) / 86_400;
  return {
    payloadBytes,
    findings: [
      versionFinding(serverVersion),
      ok('namespace', `\`${namespace}\` keeps finished runs for ${days.toFixed(1)} days`),
      limitFinding(payloadBytes, said > 0),
      described.namespaceInfo?.capabilities?.syncUpdate === false
        ? problem('updates', 'The namespace takes no Updates, so nobody can approve or resume. Upgrade the server.')
        : ok('updates', 'taken'),
      await attributesFinding(temporal),
    ],
  };
}

function versionFinding(version: string): Finding {
  if (isAtLeast(version, OLDEST_SERVER)) return ok('server', `version ${version}`);
  return warning('server', `Version \`${version}\` has no Worker Deployments. \`dw deploy\` needs ${OLDEST_SERVER}.`);
}

function limitFinding(bytes: number, isSaid: boolean): Finding {
  if (!isSaid) return ok('payload limit', 'the server does not say; 2 MB is its default');
  if (bytes >= PAYLOAD_BYTES) return ok('payload limit', `${bytes} bytes`);
  const cure = `Raise \`limit.blobSize.error\` to ${PAYLOAD_BYTES} or more.`;
  return problem('payload limit', `A payload may have ${bytes} bytes only, so long replies would be refused. ${cure}`);
}

/** Runs go on without attributes, and nobody finds them. */
async function attributesFinding(temporal: Client['temporal']): Promise<Finding> {
  const found = await examined('search attributes', async () => {
    const { existed, missing, clashing } = await attributesOf(temporal);
    const taken = Object.keys(clashing);
    if (taken.length > 0) {
      throw new Error(
        `The namespace has ${taken.join(', ')} with another type. Remove them, then run \`npx dw setup\`.`,
      );
    }
    if (missing.length > 0) {
      throw new Error(
        `The namespace lacks ${missing.join(', ')}, so runs can't be listed by them. Run \`npx dw setup\`.`,
      );
    }
    return `all ${existed.length} are there`;
  });
  return found.health === 'problem' ? warning(found.check, found.message) : found;
}
