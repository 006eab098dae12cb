import { expect, test } from 'vitest';
import { answersKeepTheContract } from '../general/conformance.ts';
import { disturbancesOf } from './disturbance.ts';
import { fault, health, limited, login, me, run } from './test/run.ts';
import type { Injected, Seen } from './test/run.ts';

const judged = (injected: Injected, seen: Seen) =>
  answersKeepTheContract().judge(
    run(fault(injected), login({ at: [0, 1], token: 't' }), me({ ...seen, token: 't' })),
  ).verdict.status;
const killed: Injected = { kind: 'kill', targets: ['b-1'], at: [100, 110, 200, 220] };
const cut: Injected = { kind: 'partition', targets: ['b-1'], side: 'redis', at: [100, 110, 200, 220] };
const away: Injected = { kind: 'pause', targets: ['redis'], at: [100, 110, 200, 220] };
const none = { status: null, reason: 'response: reset' };

test('a request to a killed replica may have no answer, before its return and not after', () => {
  expect(judged(killed, { at: [150, 151], on: 'b-1', ...none })).toBe('valid');
  expect(judged(killed, { at: [90, 100], on: 'b-1', ...none })).toBe('valid');
  expect(judged(killed, { at: [90, 99], on: 'b-1', ...none })).toBe('invalid');
  expect(judged(killed, { at: [221, 222], on: 'b-1', ...none })).toBe('invalid');
});

test('another replica than the one that was killed owes its answers', () => {
  expect(judged(killed, { at: [150, 151], on: 'b-2', ...none })).toBe('invalid');
  expect(judged(killed, { at: [150, 151], on: 'b-2', status: 503 })).toBe('invalid');
});

test('what the proxy answers is excused by the replicas it had asked', () => {
  const through = (upstream: string | null): Seen => ({ at: [150, 151], on: null, status: 502, upstream });
  expect(judged(killed, through('10.0.0.1:80'))).toBe('valid');
  expect(judged(killed, through('10.0.0.2:80, 10.0.0.1:80'))).toBe('valid');
  expect(judged(killed, through('10.0.0.2:80'))).toBe('invalid');
  expect(judged(killed, through(null))).toBe('valid');
});

test('an outage of Redis excuses 503 and no answer, up to 2 s after it, and neither 500 nor 502', () => {
  expect(judged(away, { at: [150, 151], status: 503 })).toBe('valid');
  expect(judged(away, { at: [2219, 2220], status: 503 })).toBe('valid');
  expect(judged(away, { at: [2221, 2222], status: 503 })).toBe('invalid');
  expect(judged(away, { at: [150, 151], status: 500 })).toBe('invalid');
  expect(judged(away, { at: [150, 151], status: 502 })).toBe('invalid');
  expect(judged(away, { at: [150, 1500], ...none })).toBe('valid');
});

test('/health is no matter of Redis, /health/ready is', () => {
  const asked = (ready: boolean) =>
    answersKeepTheContract().judge(
      run(fault(away), health({ at: [150, 151], status: 503, ready }), limited({ at: [0, 1] })),
    ).verdict.status;
  expect([asked(false), asked(true)]).toEqual(['invalid', 'valid']);
});

test('a replica that is cut off from Redis excuses itself and no other', () => {
  expect(judged(cut, { at: [150, 151], on: 'b-1', status: 503 })).toBe('valid');
  expect(judged(cut, { at: [150, 151], on: 'b-2', status: 503 })).toBe('invalid');
});

test('a reload of the proxy may break a connection to it, and no other', () => {
  const reload: Injected = { kind: 'reload-proxy', targets: ['proxy'], at: [100, 110, 200, 220] };
  expect(judged(reload, { at: [105, 106], on: null, ...none })).toBe('valid');
  expect(judged(reload, { at: [105, 106], on: 'b-1', ...none })).toBe('invalid');
});

test('a slow link and a moved clock excuse nothing', () => {
  for (const kind of ['slow-link', 'clock-skew']) {
    const slow: Injected = { kind, targets: ['b-1'], side: 'proxy', at: [100, 110, 200, 220] };
    expect(judged(slow, { at: [150, 151], ...none })).toBe('invalid');
  }
});

test('a fault that was never seen to be over excuses to the end of the run', () => {
  expect(judged({ ...killed, healed: 'never' }, { at: [900, 901], ...none })).toBe('valid');
  expect(judged({ ...killed, healed: 'info' }, { at: [900, 901], ...none })).toBe('valid');
});

test('a heal is that of the last fault of its name, in its stage', () => {
  const [first] = disturbancesOf(
    run(fault({ ...killed, name: 'a' }), fault({ ...away, name: 'b', outcome: 'info' })),
  );
  expect(first).toMatchObject({
    name: 'a',
    commandedNs: 100e6,
    downNs: 110e6,
    healingNs: 200e6,
    healedNs: 220e6,
  });
  expect(disturbancesOf(run(fault({ ...away, outcome: 'info' })))).toMatchObject([{ downNs: Infinity }]);
});
