/** Signed answers: what is signed is good for exactly what it says, and for nothing else. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { signApproval } from '../../src/client';
import type { OpenApproval } from '../../src/client';
import { signatureProblem, signedBytes, type Expected, type SignedApproval } from '../../src/common/approval-signature';
import { hashOf } from '../../src/common/canonical-json';
import { PRIVATE_KEY, PUBLIC_KEY } from '../server/fixtures/approver-key';

const NOW = Date.now();
const question: OpenApproval = {
  ...{ approvalId: 'payer.1/t1/0.toolu_1.0', tool: 'pay', args: { cents: 6_000 }, argsHash: hashOf({ cents: 6_000 }) },
  ...{ why: '', because: '', approvers: ['lead'], step: '', askedAt: '2026-11-20T10:00:00.000Z', expiresAt: '' },
  signing: { namespace: 'default', workflowId: 'pay:1', firstRunId: 'run-1', runId: 'run-1b' },
};
const expected: Expected = {
  ...{ ...question.signing!, approvalId: question.approvalId, argsHash: question.argsHash },
  ...{ decision: 'approve', approver: 'lead', comment: 'fine' },
};
const answer = { ...expected, comment: 'fine' };
const signed = (more = {}, validMs?: number): SignedApproval =>
  signApproval(question, { ...answer, ...more }, PRIVATE_KEY, validMs === undefined ? {} : { validMs }).signed!;
const problem = (token: SignedApproval, wanted: Expected = expected): string | undefined =>
  signatureProblem(token, PUBLIC_KEY, wanted, NOW);

test('a signature by the key, for just this, counts', () => {
  expect(problem(signed())).toBeUndefined();
});

test('with changed arguments it is for the changed ones', () => {
  const token = signed({ args: { cents: 5 } });
  expect(problem(token)).toBe('it is for other arguments');
  expect(problem(token, { ...expected, argsHash: hashOf({ cents: 5 }) })).toBeUndefined();
});

const OTHERS: readonly [keyof Expected, string, string][] = [
  ['namespace', 'other', 'another namespace'],
  ['workflowId', 'pay:2', 'another workflow'],
  ['firstRunId', 'run-2', 'another run'],
  ['approvalId', 'payer.1/t1/1.toolu_1.0', 'another call'],
  ['runId', 'run-1c', 'the run before a reset'],
  ['decision', 'deny', 'another decision'],
  ['argsHash', hashOf({ cents: 60_000 }), 'other arguments'],
  ['approver', 'head', 'another approver'],
  ['comment', 'fine, and pay twice', 'another comment'],
];

test.each(OTHERS)(
  'one for another %s is foreign, and one whose %s was changed afterwards is not signed',
  (name, value, why) => {
    expect(problem(signed(), { ...expected, [name]: value })).toMatch(why);
    const token = signed();
    const forged = { ...token, statement: { ...token.statement, [name]: value } };
    expect(problem(forged, { ...expected, [name]: value })).toMatch(/^it is not signed with the key of/);
  },
);

test('a comment can be neither added nor left out', () => {
  const { comment: _, ...silent } = expected;
  expect(problem(signed(), silent)).toBe('it is for another comment');
  expect(problem(signApproval(question, silent, PRIVATE_KEY).signed!)).toBe('it is for another comment');
});

test.each(['expiresAt', 'nonce'] as const)('its %s can not be changed', (name) => {
  const token = signed();
  const forged = { ...token, statement: { ...token.statement, [name]: '2099-01-01T00:00:00.000Z' } };
  expect(problem(forged)).toMatch(/^it is not signed/);
});

test('it expires', () => {
  expect(problem(signed({}, -3_600_000))).toMatch(/^it expired at 20/);
  const statement = { ...signed().statement, expiresAt: 'never' };
  const bytes = signedBytes(statement);
  expect(problem({ statement, signature: sign(null, bytes, PRIVATE_KEY).toString('hex') })).toBe('it expired at never');
});

test('another key, no signature and half a signature do not count', () => {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const foreign = signApproval(question, answer, String(pem)).signed!;
  for (const token of [
    foreign,
    ...['', 'zz', signed().signature.slice(2)].map((signature) => ({ ...signed(), signature })),
  ])
    expect(problem(token)).toBe('it is not signed with the key of `lead`');
});

test('every single bit of a signature counts', () => {
  const token = signed();
  const bytes = Buffer.from(token.signature, 'hex');
  for (let bit = 0; bit < bytes.length * 8; bit += 17) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    expect(problem({ ...token, signature: flipped.toString('hex') })).toMatch(/^it is not signed/);
  }
});

test('other kinds of keys are refused when signing, and so are questions without keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  expect(() => signApproval(question, answer, String(rsa))).toThrow(/The key is `rsa`/);
  const { signing: _, ...unsigned } = question;
  expect(() => signApproval(unsigned, answer, PRIVATE_KEY)).toThrow(/nothing to sign/);
});
