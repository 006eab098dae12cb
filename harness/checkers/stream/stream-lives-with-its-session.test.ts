import { expect, test } from 'vitest';
import type { AnyOperation, Operation } from '../../history/operation.ts';
import { streamEndsWithItsSession } from './stream-ends-with-the-kick.ts';
import { streamLivesWithItsSession } from './stream-lives-with-its-session.ts';
import { ended, heartbeat, historyOf, login, logout, open } from './test/stream-history.ts';

/** Two sessions of one user and client type, A and B, each with a stream on both replicas. */
const session = (atMs: number, name: string, lifetimeS = 3600): Operation<'login'> => ({
  ...login(atMs),
  output: {
    token: name,
    refreshToken: `r-${name}`,
    sessionKey: `k-${name}`,
    tokenVersion: 1,
    lifetimeS,
    expiresInS: lifetimeS,
  },
});
const streamOf = (token: string, on: string): Operation<'stream'> => {
  const opening = open(100, `${token}-${on}`, on);
  return { ...opening, input: { ...opening.input, token } };
};
const leave = (atMs: number): Operation<'logout'> => ({
  ...logout(atMs),
  input: { token: 'A', user: 'user-1', clientType: 'desktop' },
});
const begun = [
  session(0, 'A'),
  session(20, 'B'),
  ...['b-1', 'b-2'].flatMap((on) => [streamOf('A', on), streamOf('B', on)]),
  leave(1000),
];
const left = ['b-1', 'b-2'].map((on) => ended(1100, `A-${on}`, 'server'));
const kept = ['b-1', 'b-2'].map((on) => ended(5000, `B-${on}`));
const lives = (operations: readonly AnyOperation[]) =>
  streamLivesWithItsSession().judge(historyOf(operations)).verdict;
const ends = (operations: readonly AnyOperation[], by: readonly ('logout' | 'expiry')[] = []) =>
  streamEndsWithItsSession({ by }).judge(historyOf(operations)).verdict;

test('the streams of the other session live on', () => {
  expect(lives([...begun, ...left, ...kept])).toEqual({ status: 'valid', examined: 2 });
  expect(ends([...begun, ...left, ...kept], ['logout'])).toEqual({ status: 'valid', examined: 2 });
});

test('a stream of the other session that ends with the logout names its replica', () => {
  expect(lives([...begun, ...left, ended(1200, 'B-b-2', 'server')])).toMatchObject({
    violations: [
      { anomaly: 'logout-wrong-scope', culprits: ['b-2'], cause: expect.stringContaining('other sessions') },
    ],
  });
});

test('a stream that ends long after it with a token that is good was cut', () => {
  expect(lives([...begun, ...left, ended(4000, 'B-b-1', 'error')])).toMatchObject({
    violations: [{ anomaly: 'stream-cut', culprits: ['b-1'], cause: null }],
  });
});

test('a stream of the session that logged out and lives on is known by its token', () => {
  expect(ends([...begun, heartbeat(4000, 'A-b-2'), ...kept])).toMatchObject({
    violations: [{ anomaly: 'stream-survives-logout', culprits: ['b-2'] }],
  });
});

test('a stream ends with its own token, whatever other tokens there are', () => {
  const short = [session(0, 'A'), session(20, 'B', 3), streamOf('B', 'b-1')];
  expect(lives([...short, ended(2900, 'B-b-1', 'server')]).status).toBe('unknown');
  expect(lives([...short, ended(1500, 'B-b-1', 'server')])).toMatchObject({
    violations: [{ anomaly: 'stream-cut' }],
  });
  expect(ends([...short, ended(2900, 'B-b-1', 'server')], ['expiry'])).toEqual({
    status: 'valid',
    examined: 1,
  });
  expect(ends([...short, heartbeat(8000, 'B-b-1')])).toMatchObject({
    violations: [{ anomaly: 'stream-outlives-token', cause: expect.stringContaining('end of a token') }],
  });
});

test('is unknown when a required end was not seen, and of nothing', () => {
  expect(ends([...begun, ...left, ...kept], ['logout', 'expiry'])).toMatchObject({
    reason: 'no stream was seen to end by expiry',
  });
  expect(lives([]).status).toBe('unknown');
  expect(ends([], ['expiry']).status).toBe('unknown');
});
