/** Secrets of every built-in kind, none of them real, in the words in which they leak. Pure: workflow code plants them too. */

/** One secret. */
export interface Planted {
  readonly kind: string;
  /** As it leaks. */
  readonly text: string;
  /** The part of it that nobody may see. */
  readonly secret: string;
}

const letters = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zC'; // 32, like what random characters look like
const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${letters}`;
const awsSecret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

function own(kind: string, secret: string): Planted {
  return { kind, text: `the key is ${secret} for now`, secret };
}

/** In pieces, so that no scanner of repositories takes them for real. */
export const PLANTED: readonly Planted[] = [
  own('anthropic-key', `sk-${'ant-api03'}-${letters}_${letters}`),
  own('openai-key', `sk-${'proj'}-${letters}${letters}`),
  own('aws-key-id', `AK${'IA'}IOSFODNN7EXAMPLE`),
  { kind: 'password', text: `aws_secret_access_key = ${awsSecret}`, secret: awsSecret },
  own('github-token', `gh${'p_'}${letters}abcd`),
  own('gitlab-token', `gl${'pat-'}${letters}`),
  own('slack-token', `xo${'xb-'}123456789012-${letters}`),
  own('jwt', jwt),
  own(
    'private-key',
    `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${letters}\n${letters}\n-----END ${'RSA PRIVATE'} KEY-----`,
  ),
  { kind: 'dsn-password', text: 'postgres://shop:tr0ub4dor%263@db.internal:5432/shop', secret: 'tr0ub4dor%263' },
  { kind: 'credentials', text: `Authorization: Bearer ${letters}`, secret: letters },
  own('stripe-key', `sk_${'live'}_${letters}`),
  own('google-key', `AI${'za'}${letters}abc`),
  own('npm-token', `np${'m_'}${letters}abcd`),
  { kind: 'password', text: 'cannot log in with password=hunter2hunter2, user=app', secret: 'hunter2hunter2' },
  { kind: 'secret', text: 'the word of the day is correct-horse-battery', secret: 'correct-horse-battery' },
];

/** What the last one is known by. */
export const LITERAL = { name: 'PLANTED_SECRET', value: 'correct-horse-battery' };

/** The text as it is, in base64 and escaped as in a URL; without `Buffer`, which workflow code lacks. */
export function formsOf(text: string): readonly string[] {
  const bytes = [...text].map((character) => character.charCodeAt(0));
  return [text, base64(bytes), bytes.map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')];
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(bytes: readonly number[]): string {
  let digits = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [one = 0, two = 0, three = 0] = bytes.slice(at, at + 3);
    const word = (one << 16) | (two << 8) | three;
    digits += [18, 12, 6, 0].map((shift) => DIGITS[(word >> shift) & 63]).join('');
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return digits.slice(0, digits.length - missing) + '='.repeat(missing);
}
