import { expect, test } from 'vitest';
import { balancerReachesEveryReplica } from './balancing.ts';
import { noMaskedRetry } from './masked-retries.ts';
import { call, NAMES, stageOf, verdictOn } from './test/calls.ts';

const spread = (calls: number, users = 1) =>
  Array.from({ length: calls }, (_, at) =>
    call(10 * at, {
      replica: NAMES[at % 3]!,
      input: { token: '#', user: `user-${(at >> 2) % users}`, clientType: 'desktop' },
    }),
  );
const reached = (calls: Parameters<typeof verdictOn>[1]) =>
  verdictOn(balancerReachesEveryReplica({ atLeast: 5 }), calls);

test('a balancer that takes turns reaches every replica', () => {
  expect(reached(spread(30, 2))).toEqual({ status: 'valid', examined: 30 });
});

test('a replica that only direct calls reached is not reached by the balancer', () => {
  const direct = NAMES.flatMap((name) => spread(30).map((op) => ({ ...op, route: name, replica: name })));
  const two = spread(30).filter(({ replica }) => replica !== 'b-3');
  expect(reached([...direct, ...two])).toMatchObject({
    status: 'unknown',
    reason: 'the balancer sent b-3 0 calls, and 5 are needed',
  });
  expect(reached(direct)).toMatchObject({ status: 'unknown' });
  expect(reached([])).toMatchObject({ status: 'unknown' });
});

test('users who each stay with one replica show a sticky balancer, though all replicas are reached', () => {
  const sticky = NAMES.flatMap((replica) =>
    Array.from({ length: 20 }, (_, at) =>
      call(10 * at, { replica, input: { token: '#', user: `of-${replica}`, clientType: 'desktop' } }),
    ),
  );
  expect(reached(sticky)).toMatchObject({
    status: 'unknown',
    reason: expect.stringMatching(
      /sticky: each of 3 users met one replica only, such as b-1 in all of 20 calls/u,
    ),
  });
  // A user who asked rarely, or one among many, may have met one replica by chance.
  expect(reached(sticky.filter((_, at) => at % 20 < 19)).status).toBe('valid');
  expect(reached([...sticky, ...spread(30)]).status).toBe('valid');
});

test('a proxy that asks one replica for each request hides nothing', () => {
  expect(verdictOn(noMaskedRetry(), [call(0, { upstream: '10.0.0.1:80' })])).toEqual({
    status: 'valid',
    examined: 1,
  });
});

test('an answer with more than one address names who was asked in vain', () => {
  const retried = { upstream: '10.0.0.2:80, 10.0.0.3:80', replica: 'b-3' };
  const write = { f: 'publish', input: { user: 'user-1', payload: 'p', bytes: 1 } } as const;
  expect(
    verdictOn(noMaskedRetry(), [
      call(0, { upstream: '10.0.0.1:80' }),
      call(10, retried),
      call(20, { ...retried, ...write }),
    ]),
  ).toMatchObject({
    violations: [
      {
        anomaly: 'masked-retry',
        operations: [1, 2],
        culprits: ['b-2'],
        cause: expect.stringMatching(/^b-2 fails, and the proxy retries/u),
        message: expect.stringMatching(
          /hid 2 failed answers of b-2 .* 1 of them may have taken effect twice/u,
        ),
      },
    ],
  });
});

test('an address that nobody knows is named as it is; a proxy that tells none is unknown', () => {
  const foreign = call(0, { upstream: '10.9.9.9:80, 10.0.0.3:80' });
  expect(verdictOn(noMaskedRetry(), [foreign])).toMatchObject({
    violations: [{ culprits: ['10.9.9.9:80'] }],
  });
  expect(verdictOn(noMaskedRetry(), [call(0)], stageOf())).toMatchObject({ status: 'unknown' });
  expect(verdictOn(noMaskedRetry(), [call(0, { route: 'b-1', upstream: 'x' })])).toMatchObject({
    status: 'unknown',
  });
});
