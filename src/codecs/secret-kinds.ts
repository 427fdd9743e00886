/**
 * What secrets look like, one kind a row. The formats are those that their makers publish, and a few words that stand
 * before a secret; a kind without a shape of its own (AWS's secret keys, passwords) is known by the name beside it.
 */

/** A kind of secret. What a named group `before` matches stays, in front of the mark; all else that matches goes. */
export interface SecretKind {
  readonly kind: string;
  readonly pattern: RegExp;
}

/** Between a name and its value, also inside JSON that stands in a text. */
const IS = String.raw`(?:\\?["'])?\s{0,3}[:=]\s{0,3}(?:\\?["'])?`;

/** A mark is never redacted again. */
const NO_MARK = String.raw`(?!\[redacted:)`;

const PASSWORD_NAMES = [
  ...['password', 'passwd', 'passphrase', 'pwd', 'api[_-]?key', 'access[_-]?token', 'auth[_-]?token'],
  ...['refresh[_-]?token', 'client[_-]?secret', 'private[_-]?key', 'secret[_-]?key', 'secret[_-]?access[_-]?key'],
].join('|');

/** In the order in which they are looked for: what is exact comes first. */
export const SECRET_KINDS: readonly SecretKind[] = [
  {
    kind: 'private-key',
    pattern:
      /-----BEGIN [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----[^]*?(?:-----END [A-Z ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----|$)/g,
  },
  { kind: 'jwt', pattern: /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g },
  { kind: 'anthropic-key', pattern: /\bsk-ant-[\w-]{16,}/g },
  { kind: 'stripe-key', pattern: /\b(?:[sr]k_(?:live|test)|whsec)_\w{16,}/g },
  { kind: 'openai-key', pattern: /\bsk-[\w-]{20,}/g },
  { kind: 'aws-key-id', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { kind: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/g },
  { kind: 'gitlab-token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft)-[\w-]{20,}/g },
  {
    kind: 'slack-token',
    pattern: /\bx(?:ox[abeoprs]|app)-[\w-]{10,}|hooks\.slack\.com\/(?:services|workflows)\/[\w/]{20,}/g,
  },
  { kind: 'google-key', pattern: /\b(?:AIza[\w-]{35}|GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,})/g },
  { kind: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}/g },
  {
    kind: 'dsn-password',
    pattern: new RegExp(
      String.raw`(?<before>\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@"']{0,200}:)${NO_MARK}[^\s@/"']+(?=@)`,
      'gi',
    ),
  },
  {
    kind: 'credentials',
    pattern: new RegExp(String.raw`(?<before>\b(?:bearer|basic)\s{1,3})${NO_MARK}[\w.~+/-]{12,}={0,2}`, 'gi'),
  },
  {
    kind: 'password',
    pattern: new RegExp(String.raw`(?<before>(?:${PASSWORD_NAMES})${IS})${NO_MARK}[^\s"'\\,;&<>{}]{4,}`, 'gi'),
  },
];

const SECRET_NAME = new RegExp(`^(?:[\\w-]{0,40}(?:${PASSWORD_NAMES})|secret|authorization)$`, 'i');

/** Whether what stands under this name in JSON is a secret whatever it looks like. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** What stands in a secret's place. */
export function markOf(kind: string): string {
  return `[redacted:${kind}]`;
}
