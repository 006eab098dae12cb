import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { streamNeedsAValidToken } from './stream-needs-a-valid-token.ts';
import { connected, historyOf, open } from './test/stream-history.ts';

const { judge } = streamNeedsAValidToken();
const valid = [open(0, 'v-1', 'b-1'), open(0, 'v-2', 'b-2')];
const tried = (credential: string, status: number | null, replica: string | null = 'b-1') =>
  open(100, `${credential}-${replica}`, replica, { credential, status });
const refused = [tried('expired', 401), tried('expired', 401, 'b-2')];
const violations = (operations: readonly AnyOperation[]) => {
  const { verdict } = judge(historyOf(operations));
  return verdict.status === 'invalid' ? verdict.violations : verdict.status;
};

test('401 on both replicas, and a stream for a valid token on both, is what is needed', () => {
  expect(judge(historyOf([...valid, ...refused])).verdict).toEqual({ status: 'valid', examined: 2 });
});

test('a stream for an unsigned token is unauthenticated, with the replica that opened it', () => {
  expect(violations([...valid, ...refused, tried('unsigned', 200, 'b-2')])).toEqual([
    {
      anomaly: 'unauthenticated-stream',
      message: 'A stream was opened with the credential "unsigned" on b-2 (1 times).',
      operations: [4],
      culprits: ['b-2'],
      cause: 'the stream endpoint does not check this part of the token',
    },
  ]);
});

test('bytes of a stream after a refusal are a stream', () => {
  const leak = [tried('claimless', 401), connected(150, 'claimless-b-1')];
  expect(violations([...valid, ...refused, ...leak])).toMatchObject([{ anomaly: 'unauthenticated-stream' }]);
});

test.each([500, 400, 302, 429])('%d is not how a stream is refused', (status) => {
  expect(violations([...valid, ...refused, tried('claimless', status)])).toMatchObject([
    { anomaly: 'wrong-status', message: expect.stringContaining(`got ${status} instead of 401 on b-1`) },
  ]);
});

test('each credential that gets through is one finding, whatever the number of replicas', () => {
  const open = ['expired', 'unsigned'].flatMap((credential) => [
    tried(credential, 200),
    tried(credential, 200, 'b-2'),
  ]);
  expect(violations([...valid, ...open])).toMatchObject([
    { culprits: ['b-1', 'b-2'] },
    { culprits: ['b-1', 'b-2'] },
  ]);
});

test('a trial without an answer is no refusal and no acceptance', () => {
  expect(violations([...valid, tried('expired', 401), tried('expired', null, 'b-2')])).toBe('unknown');
});

test('unknown when a replica was not tried, serves no valid token, or is not named', () => {
  expect(violations([...valid, tried('expired', 401)])).toBe('unknown');
  expect(violations([...valid.slice(1), ...refused])).toBe('unknown');
  expect(violations([...valid, ...refused].map((op) => ({ ...op, replica: null, route: 'balancer' })))).toBe(
    'unknown',
  );
  expect(violations(valid)).toBe('unknown');
  expect(violations([])).toBe('unknown');
});

test('the verdict is invalid exactly when a trial was answered with anything but 401', () => {
  const statuses = fc.array(fc.constantFrom(200, 401, 401, 401, 403, 500), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(statuses, (answers) => {
      const trials = answers.map((status, at) => tried(`defect-${at}`, status));
      const isBroken = answers.some((status) => status !== 401);
      expect(violations([...valid, ...refused, ...trials]) === 'valid').toBe(!isBroken);
    }),
  );
});
