import { expect, test } from 'vitest';
import { forgedTokensAreRefused } from './forged-token-check.ts';
import { type Draft, history, me } from './test/story.ts';

const REPLICAS = ['b-1', 'b-2'];

const forged = (
  credential: string,
  on: string | null,
  status: number | null = 401,
  outcome?: 'fail',
): Draft => ({
  ...me({ at: [10, 11], on, status, token: 't', ...(outcome ? { outcome } : {}) }),
  f: 'forged',
  input: { user: 'u', clientType: 'desktop', credential },
  output: null,
});
const everywhere = (credential: string, status = 401): Draft[] =>
  REPLICAS.map((name) => forged(credential, name, status));
const controls = REPLICAS.flatMap((on) => [
  me({ at: [0, 1], on, token: 't' }),
  me({ at: [20, 21], on, token: 't' }),
]);
const verdict = (drafts: readonly Draft[]) =>
  forgedTokensAreRefused().judge(history(drafts, { replicas: REPLICAS })).verdict;

test('every forged token refused by every replica, between two genuine ones that are accepted', () => {
  expect(verdict([...controls, ...everywhere('wrong-issuer')])).toEqual({ status: 'valid', examined: 2 });
});

test('nothing forged is nothing examined', () => {
  expect(verdict(controls)).toMatchObject({ status: 'unknown', reason: 'nothing was examined' });
});

test('each thing that is not checked is a finding of its own, with its replicas', () => {
  const drafts = [...controls, ...everywhere('wrong-issuer', 200), forged('no-version', 'b-1')];
  expect(verdict([...drafts, forged('no-version', 'b-2', 200)])).toMatchObject({
    status: 'invalid',
    violations: [
      {
        anomaly: 'forged-token-accepted',
        culprits: REPLICAS,
        cause: 'the issuer (iss) is not checked',
        message: 'b-1 and b-2 accepted a token of another issuer (2 of 2 calls).',
      },
      { culprits: ['b-2'], cause: 'the token version (tv) is not checked' },
    ],
  });
});

const causes = (...credentials: readonly string[]) => {
  const found = verdict([...controls, ...credentials.flatMap((one) => everywhere(one, 200))]);
  return found.status === 'invalid' ? found.violations.map(({ cause }) => cause) : [];
};

test('a tolerance is told from an expiry that is not looked at', () => {
  expect(causes('expired-just-now')).toEqual([expect.stringMatching(/tolerance of some seconds/u)]);
  expect(causes('expired-just-now', 'expired')).toEqual([expect.stringMatching(/a minute or more/u)]);
  expect(causes('expired-just-now', 'expired', 'expired-a-day-ago')).toEqual([
    'the expiry (exp) is not checked',
  ]);
});

test('a signature that nobody looks at explains every token that only it could have stopped', () => {
  expect(causes('known-secret-changeme')).toEqual([expect.stringMatching(/everybody knows/u)]);
  expect(causes('alg-none')).toEqual([expect.stringMatching(/^alg: none/u)]);
  expect(
    causes('tampered-signature', 'other-secret', 'known-secret-changeme', 'alg-none', 'alg-hs512'),
  ).toEqual(['the signature is not checked']);
});

test('a defect of another name is told by its name', () => {
  expect(causes('of-tomorrow')).toEqual(['this part of the token is not checked']);
});

test('an error is no refusal; one of the proxy says nothing', () => {
  const drafts = [...controls, ...everywhere('garbage')];
  expect(verdict([...drafts, forged('garbage', 'b-1', 500, 'fail')])).toMatchObject({
    violations: [
      { anomaly: 'wrong-status', culprits: ['b-1'], cause: expect.stringMatching(/not answered/u) },
    ],
  });
  expect(verdict([...drafts, forged('garbage', null, 502, 'fail')])).toMatchObject({ status: 'valid' });
});

test('unknown when a replica was not asked, or did not accept a genuine token on both sides', () => {
  expect(verdict([...controls, forged('garbage', 'b-1')])).toMatchObject({
    status: 'unknown',
    reason: expect.stringMatching(/b-2 was never asked with text that is no token/u),
  });
  expect(verdict([...controls.slice(0, 3), ...everywhere('garbage')])).toMatchObject({
    status: 'unknown',
    reason: expect.stringMatching(/b-2 did not accept a genuine token before and after/u),
  });
  const refused = me({ at: [20, 21], on: 'b-2', token: 't', status: 401 });
  expect(verdict([...controls.slice(0, 3), refused, ...everywhere('garbage')])).toMatchObject({
    status: 'unknown',
  });
});
