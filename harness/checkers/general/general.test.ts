import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { answersKeepTheContract } from './conformance.ts';
import { everyReplicaObserved } from './coverage.ts';
import { rigHeldUp } from './rig.ts';
import { everyOperationSucceeded } from './vacuity.ts';

const stage: Stage = {
  stage: 's',
  driver: 'process',
  replicas: ['b-1', 'b-2'].map((name, index) => ({ name, upstream: `10.0.0.${index + 1}:80`, direct: true })),
  settings: {},
  streamReadTimeoutS: 60,
  planted: [],
};
const ask = (replica: string | null, more: Partial<AnyOperation> = {}) =>
  ({
    index: 0,
    process: 1,
    f: 'me',
    key: '',
    stage: 's',
    route: 'balancer',
    input: { token: '#1', user: 'user-1', clientType: 'desktop' },
    invokedNs: 0,
    completedNs: 1,
    outcome: 'ok',
    output: null,
    status: 200,
    code: null,
    replica,
    upstream: null,
    reason: null,
    problems: [],
    ...more,
  }) as AnyOperation;
const conformance = (...operations: AnyOperation[]) =>
  answersKeepTheContract().judge({ operations, stages: [stage] }).verdict;
const coverage = (...operations: AnyOperation[]) =>
  everyReplicaObserved({ atLeast: 2 }).judge({ operations, stages: [stage] }).verdict;

test('answers as the contract has them are valid', () => {
  expect(conformance(ask('b-1'), ask('b-2', { status: 401 }))).toEqual({ status: 'valid', examined: 2 });
});

test('no request is nothing examined', () => {
  expect(conformance()).toMatchObject({ status: 'unknown' });
  expect(everyReplicaObserved({ atLeast: 1 }).judge({ operations: [], stages: [] }).verdict).toMatchObject({
    status: 'unknown',
  });
});

test('a server error names the replica that gave it', () => {
  expect(conformance(ask('b-1'), ask('b-2', { status: 500 }), ask('b-2', { status: 500 }))).toMatchObject({
    violations: [{ anomaly: 'contract-broken', message: 'me: status 500 (2 times, b-2)', culprits: ['b-2'] }],
  });
});

test('a kick by someone who may not is refused, or breaks the contract', () => {
  const kick = (status: number, by?: string) =>
    ask('b-1', { f: 'kick', status, input: { user: 'user-1', targets: ['desktop'], ...(by ? { by } : {}) } });
  expect(conformance(kick(200), kick(403, 'user-1'))).toMatchObject({ status: 'valid' });
  expect(conformance(kick(200, 'user-1'))).toMatchObject({
    violations: [{ message: 'kick by a user without the role ADMIN: status 200 (once, b-1)' }],
  });
});

test('a request without an answer names whom it was sent to, and blames who alone can be at fault', () => {
  const silent = { status: null, outcome: 'fail', reason: 'response: reset' } as const;
  expect(conformance(ask(null, { ...silent, route: 'b-1' }))).toMatchObject({
    violations: [{ anomaly: 'no-answer', message: expect.stringMatching(/once, b-1/u), culprits: ['b-1'] }],
  });
  expect(conformance(ask(null, silent))).toMatchObject({
    violations: [{ anomaly: 'no-answer', message: expect.stringMatching(/once, balancer/u), culprits: [] }],
  });
});

test('an answer that the proxy made up is its fault only if it asked nobody', () => {
  expect(conformance(ask(null, { status: 404 }))).toMatchObject({ violations: [{ culprits: ['proxy'] }] });
  expect(conformance(ask(null, { status: 502, upstream: '10.0.0.1:80' }))).toMatchObject({
    violations: [{ culprits: [] }],
  });
});

test('an answer that was dropped on purpose is no breach, and one that never came is', () => {
  const lost = (reason: string) =>
    ask(null, {
      f: 'refresh',
      input: { user: 'u', clientType: 'desktop', sessionKey: '#2', refreshToken: '#3', unheard: true },
      outcome: 'info',
      status: null,
      reason,
    });
  expect(conformance(ask('b-1'), lost('body: the answer was dropped'))).toMatchObject({ status: 'valid' });
  expect(conformance(ask('b-1'), lost('response: no answer within 10000 ms'))).toMatchObject({
    violations: [{ anomaly: 'no-answer' }],
  });
});

test('an answer from another replica than the one that was asked is misattributed', () => {
  expect(conformance(ask('b-2', { route: 'b-1' }))).toMatchObject({
    violations: [{ anomaly: 'misattributed' }],
  });
  expect(conformance(ask('b-9'))).toMatchObject({ violations: [{ anomaly: 'misattributed' }] });
  expect(conformance(ask('b-1', { upstream: '10.0.0.2:80' }))).toMatchObject({
    violations: [{ anomaly: 'misattributed' }],
  });
  expect(conformance(ask('b-1', { upstream: '10.0.0.2:80, 10.0.0.1:80' }))).toMatchObject({
    status: 'valid',
  });
});

test('a replica that was seen too rarely makes the claim unknown, and is named', () => {
  expect(coverage(ask('b-1'), ask('b-1'), ask('b-2'))).toEqual({
    status: 'unknown',
    reason: 'b-2 was observed 1 times, which is fewer than 2',
  });
  expect(coverage(ask('b-1'), ask('b-1'))).toMatchObject({
    reason: 'b-2 was never observed: the balancer sent it nothing',
  });
  expect(coverage(ask('b-1'), ask('b-1'), ask('b-2'), ask('b-2'))).toMatchObject({ status: 'valid' });
});

test('answers that are not definite cover nothing', () => {
  expect(coverage(ask('b-1'), ask('b-1'), ask('b-2'), ask('b-2', { outcome: 'info' }))).toMatchObject({
    status: 'unknown',
  });
});

const alert = (line: string) => ask(null, { f: 'proxy-alert', input: { line } });
const rig = (...operations: AnyOperation[]) => rigHeldUp().judge({ operations, stages: [stage] }).verdict;

test('a proxy that ran out of connections makes the run unknown; other complaints do not', () => {
  expect(rig()).toEqual({ status: 'valid', examined: 1 });
  expect(rig(alert('[error] connect() failed (111: Connection refused)'))).toMatchObject({ status: 'valid' });
  expect(rig(alert('[alert] 1024 worker_connections are not enough'))).toMatchObject({ status: 'unknown' });
  expect(rigHeldUp().judge({ operations: [], stages: [] }).verdict).toMatchObject({ status: 'unknown' });
});

test('that the harness itself stood still is said, and for how long', () => {
  const hiccup = (ms: number) => ask(null, { f: 'hiccup', input: { ms } });
  const { summary, verdict } = rigHeldUp().judge({
    operations: [hiccup(120), hiccup(606)],
    stages: [stage],
  });
  expect(summary).toContain('the harness itself stood still 2 times, for 606 ms at most');
  expect(verdict).toEqual({ status: 'valid', examined: 1 });
});

test('a proxy whose log is not ours is judged by its answers, and not at all without any', () => {
  const existing = [{ ...stage, driver: 'existing' }];
  expect(rigHeldUp().judge({ operations: [ask('b-1'), ask('b-2')], stages: existing }).verdict).toEqual({
    status: 'valid',
    examined: 2,
  });
  expect(
    rigHeldUp().judge({ operations: [ask('b-1', { route: 'b-1' })], stages: existing }).verdict,
  ).toMatchObject({
    status: 'unknown',
  });
});

const succeeded = (...operations: AnyOperation[]) =>
  everyOperationSucceeded().judge({ operations, stages: [stage] });

test('each kind of operation must have succeeded once, in each stage', () => {
  const refused = ask('b-1', { status: 401 });
  const kick = { f: 'kick', input: { user: 'user-1', targets: [] } } as Partial<AnyOperation>;
  expect(succeeded(ask('b-1'), refused, ask('b-1', kick))).toMatchObject({
    verdict: { status: 'valid', examined: 2 },
    summary: '1 of 2 × me, 1 of 1 × kick',
  });
  expect(
    succeeded(ask('b-1'), ask('b-1', { ...kick, status: 500 }), ask('b-1', { ...kick, outcome: 'info' }))
      .verdict,
  ).toEqual({
    status: 'unknown',
    reason: 'none of 2 × kick ever succeeded in stage s',
  });
  expect(succeeded(ask('b-1'), ask('b-1', { stage: 't', outcome: 'info' })).verdict).toEqual({
    status: 'unknown',
    reason: 'none of 1 × me ever succeeded in stage t',
  });
});

test('nothing tried, and what is only seen, proves nothing', () => {
  const seen = { f: 'event', input: {} } as Partial<AnyOperation>;
  expect(succeeded().verdict).toEqual({ status: 'unknown', reason: 'no operation was tried' });
  expect(succeeded(ask('b-1', seen), ask('b-1', { f: 'stream-end' })).verdict.status).toBe('unknown');
});

test.each(['load', 'load-latency', 'load-offer', 'load-failure'] as const)(
  'an observation of a load (%s) is no operation that never succeeded',
  (f) => {
    const seen = ask(null, { f, status: null });
    expect(succeeded(ask('b-1'), seen).verdict).toEqual({ status: 'valid', examined: 1 });
  },
);
