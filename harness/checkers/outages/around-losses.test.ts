import { expect, test } from 'vitest';
import { proxyGoesAroundLosses } from './around-losses.ts';
import { fault, limited, run } from '../faults/test/run.ts';
import type { Injected, Seen } from '../faults/test/run.ts';

const judge = (...parts: Parameters<typeof run>) => proxyGoesAroundLosses().judge(run(...parts)).verdict;
const one: Injected = { kind: 'kill', targets: ['b-1'], at: [1000, 1100, 2000, 2100] };
const all: Injected = { ...one, targets: ['b-1', 'b-2'] };
const through = (atMs: number, more: Partial<Seen> = {}) =>
  limited({ at: [atMs, atMs + 10], on: 'b-2', route: 'balancer', ...more });
const refused = (atMs: number) => through(atMs, { on: null, status: 502 });
const whole = [through(500), through(1500), through(2200)];

test('a loss that the others make up for, and a return, are served', () => {
  expect(judge(fault(one), whole)).toEqual({ status: 'valid', examined: 2 });
});

test('without a loss, or calls through the proxy around it, nothing is known', () => {
  expect(judge(whole)).toMatchObject({ reason: 'no replica was lost' });
  expect(judge(fault({ ...one, targets: ['redis'] }), whole)).toMatchObject({ status: 'unknown' });
  expect(judge(fault(one), [through(500), through(2200)])).toMatchObject({
    reason: 'nothing was served through the proxy during kill 1',
  });
  expect(judge(fault(one), [through(500), through(1500)])).toMatchObject({
    reason: 'nothing was asked through the proxy after kill 1',
  });
});

test('a proxy that has no replica long after all are back holds them for dead', () => {
  expect(judge(fault(all), [refused(1500), through(2200)]).status).toBe('valid');
  expect(judge(fault(all), [refused(1500), refused(3000), through(3200)]).status).toBe('valid');
  expect(judge(fault(all), [refused(1500), refused(2200), refused(3200)])).toMatchObject({
    violations: [
      {
        anomaly: 'dark-window',
        culprits: ['proxy'],
        message: expect.stringContaining('for at least 1.1 s after b-1 and b-2 were back'),
        cause: expect.stringContaining('fail_timeout'),
      },
    ],
  });
});

test('a proxy that is dark since the first of them was back is told, though the last took long', () => {
  const slow: Injected = { ...all, at: [1000, 1100, 2000, 9000] };
  const back = limited({ at: [2500, 2510], on: 'b-1', route: 'b-1' });
  const message = expect.stringContaining('for at least 1.5 s after b-1 and b-2 were back');
  expect(judge(fault(slow), back, refused(3000), refused(4000), through(9100))).toMatchObject({
    violations: [{ anomaly: 'dark-window', message }],
  });
  // It had found the one that was back, and asked one that was not.
  expect(judge(fault(slow), back, through(3000), refused(4000), through(9100)).status).toBe('valid');
  // Served before all of them were lost is not served since.
  expect(judge(fault(slow), through(500), back, refused(4000), through(9100)).status).toBe('invalid');
});

test('what a replica itself answers is no darkness of the proxy', () => {
  expect(judge(fault(all), [through(2200), through(3200, { status: 503 })]).status).toBe('valid');
});

test('a proxy that does not ask another replica when one has ended is told', () => {
  expect(judge(fault(one), whole, refused(1500))).toMatchObject({
    violations: [{ anomaly: 'no-fail-over', culprits: ['proxy'] }],
  });
  // A frozen replica takes the connection, and is waited for.
  expect(judge(fault({ ...one, kind: 'pause' }), whole, refused(1500)).status).toBe('valid');
  expect(judge(fault(one), whole, refused(1050)).status).toBe('valid');
});

test('the return of one loss is judged up to the next', () => {
  const next: Injected = { ...one, targets: ['b-2'], at: [2500, 2600, 5000, 5100], name: 'kill 2' };
  const calls = [...whole, through(4000, { on: 'b-1' }), through(5200)];
  expect(judge(fault(one), fault(next), calls, refused(2550)).status).toBe('valid');
});
