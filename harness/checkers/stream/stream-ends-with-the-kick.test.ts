import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { streamEndsWithTheKick } from './stream-ends-with-the-kick.ts';
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
  publish,
} from './test/stream-history.ts';

const { judge } = streamEndsWithTheKick();
const opened = (replica: string | null = 'b-2') => [open(0, 's', replica), connected(20, 's')];
const violations = (operations: readonly AnyOperation[]) => {
  const { verdict } = judge(historyOf(operations));
  return verdict.status === 'invalid' ? verdict.violations : verdict.status;
};

test('a stream that ends half a second after the kick ends with it', () => {
  expect(violations([...opened(), kick(1000), ended(1500, 's', 'server')])).toBe('valid');
});

test('a stream that still shows heartbeats survives the kick, on the replica that did not serve it', () => {
  expect(
    violations([...opened(), kick(1000), heartbeat(3000, 's'), heartbeat(4000, 's'), ended(4500, 's')]),
  ).toEqual([
    {
      anomaly: 'stream-survives-kick',
      message:
        'The stream s of user-1 on b-2 still received 2 events and heartbeats up to 3490 ms after the kick returned (1 streams).',
      operations: [0, 2, 3],
      // The kick was b-1's, the stream b-2's: it may be either.
      culprits: [],
      cause: 'only the replica that served the call ends its streams',
    },
  ]);
});

test('an event published and received after the kick is a survivor too', () => {
  const after = [publish(3000, 'p'), event(3020, 's', 'p')];
  expect(violations([...opened('b-1'), kick(1000), ...after])).toMatchObject([
    { anomaly: 'stream-survives-kick', cause: expect.stringContaining('never again') },
  ]);
});

test('a stream that we had to close ourselves long after the kick was still open', () => {
  expect(violations([...opened(), kick(1000), ended(4000, 's')])).toMatchObject([
    { anomaly: 'stream-survives-kick', message: expect.stringContaining('was still open') },
  ]);
});

test('a heartbeat within a second and a half of the kick is in time', () => {
  expect(violations([...opened(), kick(1000), heartbeat(2500, 's'), ended(2505, 's', 'error')])).toBe(
    'valid',
  );
});

test('on a machine whose own calls are slow the stream has longer', () => {
  const slow = publish(0, 'p', 'b-1', { tookMs: 1000 });
  const late = [heartbeat(6000, 's'), ended(6500, 's', 'server')];
  expect(violations([slow, ...opened(), kick(1000), ...late])).toBe('valid');
});

test('a stream opened during or after the kick, or of another client type, may live', () => {
  const beats = [heartbeat(3000, 's'), ended(9000, 's')];
  expect(violations([open(995, 's', 'b-1'), kick(1000), ...beats])).toBe('unknown');
  expect(violations([open(1100, 's', 'b-1'), kick(1000), ...beats])).toBe('unknown');
  expect(violations([...opened(), kick(1000, 'b-1', ['admin']), ...beats])).toBe('unknown');
});

test('a kick that was refused or got no answer ends nothing for sure', () => {
  const beats = [heartbeat(3000, 's'), ended(9000, 's')];
  expect(violations([...opened(), { ...kick(1000), status: 403 }, ...beats])).toBe('unknown');
  expect(violations([...opened(), { ...kick(1000), outcome: 'info', status: null }, ...beats])).toBe(
    'unknown',
  );
});

test('a stream survives the logout of the only session there was', () => {
  expect(violations([login(-100), ...opened(), logout(1000), heartbeat(3000, 's')])).toMatchObject([
    { anomaly: 'stream-survives-logout' },
  ]);
});

test('of two sessions the stream may belong to the one that was not logged out', () => {
  expect(violations([login(-100), login(-50), ...opened(), logout(1000), heartbeat(3000, 's')])).toBe(
    'unknown',
  );
});

test('a stream that outlives its token by far is found, one that ends with it is not', () => {
  expect(violations([login(-100, 2), ...opened(), heartbeat(6000, 's')])).toMatchObject([
    { anomaly: 'stream-outlives-token' },
  ]);
  expect(violations([login(-100, 2), ...opened(), ended(1950, 's', 'server')])).toBe('valid');
  expect(violations([login(-100, 2), ...opened(), ended(500, 's', 'server')])).toBe('unknown');
  expect(violations([login(-100, null), ...opened(), heartbeat(6000, 's')])).toBe('unknown');
});

test('unknown when nobody was kicked, or the stream was left before the kick could end it', () => {
  expect(violations([...opened(), ended(9000, 's')])).toBe('unknown');
  expect(violations([...opened(), kick(1000), ended(1200, 's')])).toBe('unknown');
  expect(violations([...opened(), kick(1000)])).toBe('unknown');
  expect(violations([kick(1000)])).toBe('unknown');
  expect(violations([])).toBe('unknown');
});

test('missing openings and unnamed replicas are judged without an error', () => {
  expect(violations([connected(20, 's'), kick(1000), heartbeat(9000, 's')])).toBe('unknown');
  const nameless = { ...kick(1000), replica: null, output: null };
  expect(violations([...opened(null), nameless, heartbeat(9000, 's')])).toMatchObject([{ culprits: [] }]);
});

test('whatever arrives in time or too late decides the verdict', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1011, max: 9000 }), (lastMs) => {
      const isLate = lastMs > 1010 + 1000 + 500;
      const operations = [...opened(), kick(1000), heartbeat(lastMs, 's'), ended(lastMs, 's', 'server')];
      expect(violations(operations) === 'valid').toBe(!isLate);
    }),
  );
});
