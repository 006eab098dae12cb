import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { streamDelivery } from './stream-delivery.ts';
import { streamNeedsAValidToken } from './stream-needs-a-valid-token.ts';
import { streamOutlivesReadTimeout } from './stream-outlives-read-timeout.ts';
import { connected, ended, event, heartbeat, historyOf, open, publish } from './test/stream-history.ts';

const CHECKS = [streamDelivery(), streamNeedsAValidToken(), streamOutlivesReadTimeout()];
const [delivery, needsToken, outlives] = CHECKS.map(({ judge }) => (operations: readonly AnyOperation[]) => {
  const { verdict } = judge(historyOf(operations));
  return verdict.status === 'invalid' ? verdict.violations : [];
});

const stream = (name: string, route: string, replica = 'b-1') => [
  open(0, name, replica, { route }),
  connected(20, name),
];
const beats = (name: string) => [1000, 2000, 3000, 4000, 5000].map((atMs) => heartbeat(atMs, name));
const cut = [...stream('cut', 'balancer'), ended(2025, 'cut', 'error')];

test('no heartbeat anywhere is the application’s doing, though the proxy cut the stream', () => {
  const silent = [...stream('direct', 'b-1'), event(4000, 'direct', 'e-1'), ended(5000, 'direct')];
  expect(outlives!([...cut, ...silent])).toContainEqual(
    expect.objectContaining({
      anomaly: 'cut-by-proxy',
      culprits: ['b-1'],
      cause: expect.stringMatching(/^the application sends no heartbeat .* every 1 s.* \(2 s\)$/u),
    }),
  );
});

test('heartbeats that reach a direct stream and not the balanced one are held by the proxy', () => {
  const beating = [...stream('direct', 'b-1'), ...beats('direct'), ended(5000, 'direct')];
  expect(outlives!([...cut, ...beating])).toContainEqual(
    expect.objectContaining({ anomaly: 'cut-by-proxy', culprits: ['proxy'] }),
  );
});

test('another replica’s heartbeats say nothing for one that sends none', () => {
  const silent = [...stream('direct', 'b-1'), event(4000, 'direct', 'e-1'), ended(5000, 'direct')];
  const other = [...stream('other', 'b-2', 'b-2'), ...beats('other'), ended(5000, 'other')];
  expect(outlives!([...cut, ...silent, ...other])).toContainEqual(
    expect.objectContaining({ anomaly: 'cut-by-proxy', culprits: ['b-1'] }),
  );
});

const published = [1, 2, 3, 4].map((n) => publish(1000 * n, `e-${n}`, 'b-1', { id: String(n) }));
const first = [...stream('first', 'b-1'), event(1020, 'first', 'e-1', { id: '1' }), ended(1500, 'first')];
const resumed = (...shown: readonly number[]) => [
  open(3005, 'again', 'b-2', { lastEventId: '1' }),
  connected(3050, 'again'),
  ...shown.map((n) => event(1020 + 1000 * Math.max(3, n), 'again', `e-${n}`, { id: String(n) })),
  heartbeat(9000, 'again'),
  ended(9100, 'again'),
];

test('what was there before a resume and is not replayed shows that Last-Event-ID is ignored, whatever came while it opened', () => {
  const found = delivery!([...published, ...first, ...resumed(3, 4)]);
  expect(found).toContainEqual(
    expect.objectContaining({ anomaly: 'resume-gap', cause: expect.stringMatching(/is ignored/u) }),
  );
});

test('a resume that replays what was there before and misses what came while it opened drops it in between', () => {
  const found = delivery!([...published, ...first, ...resumed(2, 4)]);
  expect(found).toContainEqual(
    expect.objectContaining({ anomaly: 'resume-gap', cause: expect.stringMatching(/dropped between/u) }),
  );
});

const valid = [open(0, 'v-1', 'b-1'), open(0, 'v-2', 'b-2')];
const tried = (credential: string, status: number, over: Partial<ReturnType<typeof open>> = {}) => ({
  ...open(100, `${credential}-1`, 'b-1', { credential, status }),
  ...over,
});

test('what opens a stream is told before what is answered wrongly, with what is not checked', () => {
  expect(
    needsToken!([...valid, tried('garbage', 500, { outcome: 'fail' }), tried('expired-just-now', 200)]),
  ).toMatchObject([
    {
      anomaly: 'unauthenticated-stream',
      cause: expect.stringMatching(/^at the stream endpoint the expiry/u),
    },
    { anomaly: 'wrong-status', culprits: ['b-1'] },
  ]);
});

test('an error of the proxy is no answer to a bad token', () => {
  expect(needsToken!([...valid, tried('garbage', 502, { outcome: 'fail', replica: null })])).toEqual([]);
});
