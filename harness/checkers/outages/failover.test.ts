import { expect, test } from 'vitest';
import { revocationsSurviveFailover } from './failover.ts';
import { fault, kick, login, me, refresh, run } from '../faults/test/run.ts';
import type { Injected } from '../faults/test/run.ts';

const judge = (...parts: Parameters<typeof run>) => revocationsSurviveFailover().judge(run(...parts)).verdict;
const failover: Injected = { kind: 'failover', at: [1000, 1010, 1100, 3000] };
const REPLICAS = ['b-1', 'b-2'];
const ghost = { token: 'dead', user: 'ghost' };
const dead = (at: readonly [number, number], status = 401, on = 'b-1') => me({ ...ghost, at, on, status });
const whole = [
  login({ at: [0, 5], token: 't' }),
  login({ ...ghost, at: [0, 5] }),
  dead([10, 20], 200),
  kick({ at: [30, 40], user: 'ghost' }),
  dead([50, 60]),
  ...REPLICAS.flatMap((on) => [me({ at: [3100, 3110], on, token: 't' }), dead([3200, 3210], 401, on)]),
];

test('a kick that holds and sessions that live on survive the failover', () => {
  expect(judge(fault(failover), whole)).toEqual({ status: 'valid', examined: 4 });
});

test('without a failover, or a replica that shows both after it, nothing is known', () => {
  expect(judge(whole)).toMatchObject({ reason: 'Redis did not fail over' });
  expect(judge(fault({ ...failover, kind: 'kill' }), whole)).toMatchObject({ status: 'unknown' });
  const oneSided = whole.filter(({ replica, invokedNs }) => replica !== 'b-2' || invokedNs < 1e9);
  expect(judge(fault(failover), oneSided)).toMatchObject({
    reason: expect.stringContaining('b-2 refused no kicked token'),
  });
});

test('a kicked token that is accepted after the master died shows that an acknowledged kick was lost', () => {
  for (const at of [
    [1500, 1510],
    [3300, 3310],
  ] as const)
    expect(judge(fault(failover), whole, dead(at, 200, 'b-2'))).toMatchObject({
      violations: [
        {
          anomaly: 'acknowledged-kick-lost',
          culprits: ['redis'],
          cause: expect.stringContaining('lost writes that were acknowledged'),
        },
      ],
    });
});

test('a kick that was ignored before already, or came too shortly before, is not the failover’s', () => {
  expect(judge(fault(failover), whole, dead([70, 80], 200), dead([3300, 3310], 200)).status).toBe('unknown');
  const late = { token: 'late', user: 'late' };
  const unsettled = [
    login({ ...late, at: [0, 5] }),
    kick({ at: [900, 910], user: 'late' }),
    me({ ...late, at: [3300, 3310] }),
  ];
  expect(judge(fault(failover), whole, unsettled).status).toBe('valid');
});

test('a session from before that is refused after it was lost', () => {
  const refused = me({ at: [5100, 5110], on: 'b-2', token: 't', status: 401 });
  expect(judge(fault(failover), whole, refused)).toMatchObject({
    violations: [{ anomaly: 'session-lost', culprits: ['redis'] }],
  });
  // Until 2 s after Redis is back a 401 may say that the token could not be checked.
  const early = me({ at: [4000, 4010], on: 'b-2', token: 't', status: 401 });
  expect(judge(fault(failover), whole, early).status).toBe('valid');
  const unrefreshed = refresh({ at: [5100, 5110], on: 'b-2', token: 't', status: 401 });
  expect(judge(fault(failover), whole, unrefreshed)).toMatchObject({
    violations: [{ anomaly: 'session-lost' }],
  });
});

test('a session that was made or refreshed while writes could be lost proves nothing', () => {
  const young = { token: 'young', user: 'young' };
  const made = [login({ ...young, at: [800, 810] }), me({ ...young, at: [5100, 5110], status: 401 })];
  expect(judge(fault(failover), whole, made).status).toBe('valid');
  const moved = { token: 'moved', user: 'moved' };
  const refreshed = [
    login({ ...moved, at: [0, 5] }),
    refresh({ ...moved, at: [1500, 1600], status: null }),
    me({ ...moved, at: [5100, 5110], status: 401 }),
  ];
  expect(judge(fault(failover), whole, refreshed).status).toBe('valid');
});
