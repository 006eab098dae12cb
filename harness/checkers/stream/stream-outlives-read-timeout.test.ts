import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { streamOutlivesReadTimeout } from './stream-outlives-read-timeout.ts';
import {
  connected,
  ended,
  event,
  heartbeat,
  historyOf,
  kick,
  login,
  logout,
  open,
  stageOf,
} from './test/stream-history.ts';

const { judge } = streamOutlivesReadTimeout();
const beats = (untilMs: number, name = 's') =>
  Array.from({ length: Math.floor(untilMs / 1000) }, (_, at) => heartbeat(1000 * (at + 1), name));
const balanced = { route: 'balancer' };
const opened = (name = 's', over: Parameters<typeof open>[3] = balanced) => [
  open(0, name, 'b-1', over),
  connected(20, name),
];
const violations = (operations: readonly AnyOperation[], stage = stageOf()) => {
  const { verdict } = judge(historyOf(operations, stage));
  return verdict.status === 'invalid' ? verdict.violations : verdict.status;
};

test('a stream of heartbeats that we closed after twice the read timeout has outlived it', () => {
  expect(violations([...opened(), ...beats(5000), ended(5000, 's')])).toBe('valid');
});

test('a stream cut after two silent seconds was cut by the proxy', () => {
  const slow = stageOf({ settings: { HEARTBEAT_S: 15 } });
  expect(violations([...opened(), ended(2025, 's', 'error')], slow)).toEqual([
    {
      anomaly: 'cut-by-proxy',
      message:
        "1 of 1 streams through the balancer were cut after 2.0 s without a byte; the proxy's read timeout is 2 s.",
      operations: [0, 2],
      culprits: ['proxy', 'b-1'],
      cause: expect.stringContaining('no heartbeat within proxy_read_timeout (2 s)'),
    },
  ]);
});

test('a stream cut while it had just spoken was cut by its replica', () => {
  expect(violations([...opened(), ...beats(3000), ended(3100, 's', 'server')])).toMatchObject([
    { anomaly: 'stream-cut', culprits: ['b-1'] },
  ]);
});

test('a direct stream that ends is not the doing of the proxy', () => {
  const direct = opened('s', { route: 'b-1' });
  expect(violations([...direct, ended(2020, 's', 'error')])).toMatchObject([{ anomaly: 'stream-cut' }]);
});

test.each([
  ['kicked', [kick(1500)]],
  ['logged out', [logout(1500)]],
  ['told a token of three seconds', [login(-500, 3)]],
])('a stream whose user was %s may end', (_, why) => {
  expect(violations([...why, ...opened(), ...beats(2000), ended(2500, 's', 'server')])).toBe('unknown');
});

test('a kick without an answer may have ended the stream', () => {
  const unanswered = { ...kick(-500), outcome: 'info' as const, status: null };
  expect(violations([unanswered, ...opened(), ended(2025, 's', 'error')])).toBe('unknown');
});

test('a kick of the other client type, or one before the stream, ends nothing', () => {
  const others = [kick(1500, 'b-1', ['admin']), kick(-500)];
  expect(violations([...others, ...opened(), ended(2025, 's', 'error')])).toMatchObject([
    { anomaly: 'cut-by-proxy' },
  ]);
});

test('an idle stream without heartbeats is silent by the application', () => {
  const stage = stageOf({ streamReadTimeoutS: 60 });
  expect(violations([...opened(), ended(5000, 's')], stage)).toMatchObject([
    { anomaly: 'no-heartbeat', culprits: ['b-1'], cause: expect.stringContaining('sends no heartbeat') },
  ]);
});

test('heartbeats that a direct stream shows and a balanced one does not are held back by the proxy', () => {
  const direct = [...opened('d', { route: 'b-1' }), ...beats(5000, 'd'), ended(5000, 'd')];
  expect(
    violations([...direct, ...opened(), ended(5000, 's')], stageOf({ streamReadTimeoutS: 60 })),
  ).toMatchObject([{ anomaly: 'no-heartbeat', culprits: ['proxy'] }]);
});

test('a heartbeat slower than the read timeout is not expected between', () => {
  const stage = stageOf({ settings: { HEARTBEAT_S: 15 } });
  expect(violations([...opened(), ended(1500, 's')], stage)).toBe('unknown');
});

test('a stream that was busy, short, direct or refused proves nothing of idle ones', () => {
  const busy = Array.from({ length: 10 }, (_, at) => event(500 * (at + 1), 's', `p-${at}`));
  expect(violations([...opened(), ...busy, ended(5100, 's')])).toBe('unknown');
  expect(violations([...opened(), ...beats(3000), ended(3000, 's')])).toBe('unknown');
  expect(violations([...opened('s', { route: 'b-1' }), ...beats(5000), ended(5000, 's')])).toBe('unknown');
  expect(violations([open(0, 's', 'b-1', { ...balanced, status: 429 })])).toBe('unknown');
  expect(violations([])).toBe('unknown');
});

test('missing openings, unnamed replicas and a stage without a timeout are judged without an error', () => {
  expect(violations([...beats(5000), ended(5000, 's', 'error')])).toBe('unknown');
  const nameless = [open(0, 's', null), connected(20, 's'), ended(2025, 's', 'error')];
  expect(violations(nameless)).toMatchObject([{ culprits: ['proxy'] }]);
  expect(violations([...opened(), ended(2025, 's', 'error')], stageOf({ streamReadTimeoutS: 0 }))).toBe(
    'unknown',
  );
});
