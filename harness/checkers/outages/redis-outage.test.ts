import { expect, test } from 'vitest';
import { redisOutageFailsClosed } from './redis-outage.ts';
import { fault, health, limited, login, me, refresh, run } from '../faults/test/run.ts';
import type { Injected, Seen } from '../faults/test/run.ts';

const judge = (...parts: Parameters<typeof run>) => redisOutageFailsClosed().judge(run(...parts)).verdict;
const away: Injected = { kind: 'pause', at: [1000, 1100, 4000, 4100] };
const REPLICAS = ['b-1', 'b-2'];
/** A session of each replica that is served before and after the outage, and refused in it. */
const whole = [
  login({ at: [0, 5], token: 't' }),
  ...REPLICAS.flatMap((on) => [
    me({ at: [10, 20], on, token: 't' }),
    me({ at: [2000, 2400], on, token: 't', status: 401 }),
    me({ at: [4500, 4510], on, token: 't' }),
  ]),
];
/** The harness stood still from 2,450 to 3,050 ms. */
const hiccup: ReturnType<typeof me> = {
  ...health({ at: [3050, 3050], on: null }),
  f: 'hiccup',
  input: { ms: 600 },
  output: null,
};
const during = (more: Partial<Seen> = {}): Seen => ({ at: [2500, 2600], on: 'b-2', ...more });

test('a target that refuses during the outage, and serves after it, fails closed', () => {
  expect(judge(fault(away), whole)).toEqual({ status: 'valid', examined: 2 });
});

test('tells which answer used most of what it may take, and how long each replica took to serve again', () => {
  const slow = me({ at: [3200, 3700], on: 'b-2', token: 't', status: 401 });
  // It took longer, and was allowed more.
  const heldUp = me({ at: [2450, 3150], on: 'b-1', token: 't', status: 401 });
  const { evidence } = redisOutageFailsClosed().judge(run(fault(away), whole, hiccup, slow, heldUp));
  expect(evidence.map((table) => table.kind === 'table' && table.rows)).toEqual([
    [['with a bearer token (401)', 0, 4, 0, 0, 0, 500, 1010]],
    [
      ['pause 1', 'b-1', 410, 0, 2000],
      ['pause 1', 'b-2', 410, 0, 2000],
    ],
  ]);
});

test('without an outage, or with a replica that was not asked in it, nothing is known', () => {
  expect(judge(whole)).toMatchObject({ reason: 'no fault parted a replica from Redis' });
  const oneSided = whole.filter(({ replica, invokedNs }) => replica !== 'b-2' || invokedNs < 1e9);
  expect(judge(fault(away), oneSided)).toMatchObject({
    reason: expect.stringContaining('b-2 was asked nothing that needs Redis during pause 1'),
  });
  const unseen = whole.filter(({ replica, invokedNs }) => replica !== 'b-2' || invokedNs < 4e9);
  expect(judge(fault(away), unseen)).toMatchObject({
    reason: expect.stringContaining('b-2 was not seen to serve after the last outage'),
  });
});

test('a token that is accepted wholly within the outage is fail-open, at that replica', () => {
  expect(judge(fault(away), whole, me({ ...during(), token: 't' }))).toMatchObject({
    violations: [
      { anomaly: 'fail-open', culprits: ['b-2'], cause: expect.stringContaining('taken for permission') },
    ],
  });
  // One that began before the outage was verified may have been checked in time.
  expect(judge(fault(away), whole, me({ at: [1050, 1400], on: 'b-2', token: 't' })).status).toBe('valid');
});

test('a limiter that admits during the outage fails open by itself', () => {
  expect(judge(fault(away), whole, limited(during()))).toMatchObject({
    violations: [
      { anomaly: 'fail-open', culprits: ['b-2'], cause: expect.stringContaining('rate limiter fails open') },
    ],
  });
});

test('readiness that is claimed during the outage, and a liveness that is lost, are findings', () => {
  expect(judge(fault(away), whole, health(during({ status: 200 })))).toMatchObject({ status: 'valid' });
  expect(judge(fault(away), whole, health({ ...during(), ready: true }))).toMatchObject({
    violations: [{ anomaly: 'fail-open', cause: expect.stringContaining('readiness does not ask Redis') }],
  });
  expect(judge(fault(away), whole, health(during({ status: 503 })))).toMatchObject({
    violations: [{ anomaly: 'lifeless', culprits: ['b-2'] }],
  });
});

test('an answer after more than a second, and none, is a hang', () => {
  for (const status of [401, null]) {
    const late = me({ at: [2000, 3100], on: 'b-2', token: 't', status, route: 'b-2' });
    expect(judge(fault(away), whole, late)).toMatchObject({
      violations: [{ anomaly: 'hang', culprits: ['b-2'], cause: expect.stringContaining('no time limit') }],
    });
  }
});

test('a call that was in flight when Redis went has a second from then on', () => {
  const since = (toMs: number) => me({ at: [1050, toMs], on: 'b-2', token: 't', status: null, route: 'b-2' });
  expect(judge(fault(away), whole, since(2050)).status).toBe('valid');
  expect(judge(fault(away), whole, since(3000))).toMatchObject({ violations: [{ anomaly: 'hang' }] });
});

test('a second is as long as the rig is slow: what needs no Redis tells', () => {
  const late = me({ at: [2000, 3100], on: 'b-2', token: 't', status: 401 });
  const slowRig = health({ at: [2000, 2150], on: 'b-2' });
  expect(judge(fault(away), whole, late, slowRig).status).toBe('valid');
  const stuck = health({ at: [2000, 3500], on: 'b-2' });
  expect(judge(fault(away), whole, late, stuck)).toMatchObject({
    reason: expect.stringContaining('answers that need no Redis took 1.5 s'),
  });
  const frozen: Injected = { kind: 'pause', targets: ['b-2'], at: [1900, 1950, 3300, 3400], name: 'pause 2' };
  expect(judge(fault(away), fault(frozen), whole, stuck).status).toBe('valid');
});

test('one answer that stood still excuses what was asked beside it, and nothing else', () => {
  const quick = Array.from({ length: 30 }, (_, at) =>
    health({ at: [1000 + 60 * at, 1050 + 60 * at], on: 'b-1' }),
  );
  const still = health({ at: [1200, 2700], on: 'b-2' });
  const took = (from: number, to: number) =>
    judge(fault(away), whole, quick, still, me({ at: [from, to], on: 'b-2', token: 't', status: 401 }));
  expect(took(1210, 2690).status).toBe('valid');
  expect(took(2701, 3750).status).toBe('valid');
  expect(took(2701, 3800)).toMatchObject({ violations: [{ anomaly: 'hang', culprits: ['b-2'] }] });
});

test('what was in flight while the harness itself stood still is given that time, and nothing else is', () => {
  const took = (from: number, to: number) =>
    judge(fault(away), whole, hiccup, me({ at: [from, to], on: 'b-2', token: 't', status: 401 }));
  expect(took(2000, 3130).status).toBe('valid');
  expect(took(2000, 3630)).toMatchObject({ violations: [{ anomaly: 'hang', culprits: ['b-2'] }] });
  expect(took(1300, 2440)).toMatchObject({ violations: [{ anomaly: 'hang', culprits: ['b-2'] }] });
});

test('long after the outage, too, what stood still with what needs no Redis is no failure', () => {
  const late = me({ at: [8000, 9400], on: 'b-2', token: 't' });
  const still = (from: number, to: number) => health({ at: [from, to], on: 'b-1', status: 200 });
  expect(judge(fault(away), whole, late)).toMatchObject({
    violations: [{ anomaly: 'flapping', culprits: ['b-2'] }],
  });
  expect(judge(fault(away), whole, late, still(8010, 9390)).status).toBe('valid');
  // A machine that stood still before, or for less, explains nothing.
  expect(judge(fault(away), whole, late, still(6200, 7590)).status).toBe('invalid');
  expect(judge(fault(away), whole, late, still(8010, 8100)).status).toBe('invalid');
});

test('a login or a refresh is told 503, never a definite 401', () => {
  const wrong = [
    login({ ...during({ status: 401 }), token: '' }),
    refresh({ ...during({ status: 401 }), token: 't' }),
  ];
  for (const one of wrong)
    expect(judge(fault(away), whole, one)).toMatchObject({
      violations: [
        { anomaly: 'session-destroyed', culprits: ['b-2'], cause: expect.stringContaining('503 is right') },
      ],
    });
  expect(judge(fault(away), whole, login({ ...during({ status: 503 }), token: '' })).status).toBe('valid');
});

test('more than 2 s after the outage nothing fails any more, and no live token is refused', () => {
  const after = (one: Partial<Seen>) => me({ at: [6101, 6102], on: 'b-1', token: 't', ...one });
  expect(judge(fault(away), whole, after({ status: 503 }))).toMatchObject({
    violations: [{ anomaly: 'flapping' }],
  });
  expect(judge(fault(away), whole, after({ status: 401 }))).toMatchObject({
    violations: [{ anomaly: 'session-destroyed', culprits: ['b-1'] }],
  });
  expect(judge(fault(away), whole, after({ at: [6099, 6100], status: 401 })).status).toBe('valid');
});

test('what Redis forgot when it was killed may be refused afterwards', () => {
  const killed: Injected = { ...away, kind: 'kill' };
  const gone = me({ at: [7000, 7001], on: 'b-1', token: 't', status: 401 });
  expect(judge(fault(killed), whole, gone).status).toBe('valid');
  const anew = [
    login({ at: [5000, 5001], token: 'n' }),
    me({ at: [7000, 7001], on: 'b-1', token: 'n', status: 401 }),
  ];
  expect(judge(fault(killed), whole, anew)).toMatchObject({ violations: [{ anomaly: 'session-destroyed' }] });
});

test('only the replica that is cut off must refuse; what another fault took away is not judged', () => {
  const cut: Injected = { kind: 'partition', targets: ['b-1'], side: 'redis', at: away.at };
  const served = whole.map((op) => (op.replica === 'b-2' ? { ...op, status: 200 } : op));
  expect(judge(fault(cut), served)).toEqual({ status: 'valid', examined: 1 });
  const frozen: Injected = { kind: 'pause', targets: ['b-1'], at: [6500, 6510, 6800, 6810], name: 'pause 2' };
  const lost = me({ at: [6600, 6700], on: 'b-1', token: 't', status: null, route: 'b-1' });
  expect(judge(fault(cut), fault(frozen), served, lost).status).toBe('valid');
});

test('after a failover nobody knows when there was a master again: nothing is fail-open', () => {
  const failover: Injected = { ...away, kind: 'failover' };
  expect(judge(fault(failover), whole, me({ ...during(), token: 't' })).status).not.toBe('invalid');
});
