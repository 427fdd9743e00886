/**
 * Takes secrets out of one text: as they are, and inside what is encoded in base64 or as a URL. Pure, and linear in the
 * length of the text: every pattern is bounded where it could go back.
 */
import { markOf, type SecretKind } from './secret-kinds';

/** Encodings inside each other that are undone; more is somebody hiding it. */
const MAX_ENCODINGS = 2;

/** A longer run is a file, which begins at its own first character. */
const LONGEST_UNALIGNED = 16_384;

/** Characters of base64 that encode the same three bytes: a run may begin at any of them. */
const ALIGNMENTS = 4;

/** Shorter ones hold no secret. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{16,}={0,2}/g;

/** What may stand in a URL. Whether anything in it is escaped is looked at afterwards. */
const URL_RUN = /[\w.~!$&'()*+,;=:/?#@[\]%-]{8,}/g;

/** The text without secrets; the same one where it holds none. */
export function withoutSecrets(text: string, kinds: readonly SecretKind[], encodings = MAX_ENCODINGS): string {
  const plain = kinds.reduce(
    (left, { kind, pattern }) => left.replace(pattern, (...found) => `${beforeIn(found.at(-1))}${markOf(kind)}`),
    text,
  );
  if (encodings === 0) return plain;
  return plain
    .replace(URL_RUN, (run) => (run.includes('%') ? withoutEscapedSecrets(run, kinds, encodings) : run))
    .replace(BASE64_RUN, (run) => (holdsEncodedSecret(run, kinds, encodings) ? markOf('base64') : run));
}

function beforeIn(groups: unknown): string {
  return (groups as { before?: string } | undefined)?.before ?? ''; // the last argument, where the pattern names a group
}

/** Unescaped where it holds a secret, so that what is around it stays readable. */
function withoutEscapedSecrets(run: string, kinds: readonly SecretKind[], encodings: number): string {
  const unescaped = run.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    return Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8');
  });
  const redacted = withoutSecrets(unescaped, kinds, encodings - 1);
  return redacted === unescaped ? run : redacted;
}

function holdsEncodedSecret(run: string, kinds: readonly SecretKind[], encodings: number): boolean {
  const alignments = run.length > LONGEST_UNALIGNED ? 1 : ALIGNMENTS;
  return Array.from({ length: alignments }, (_, start) => run.slice(start)).some((part) => {
    const decoded = Buffer.from(part, 'base64').toString('utf8');
    return withoutSecrets(decoded, kinds, encodings - 1) !== decoded;
  });
}
