import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import { judge, line, told } from '../plain/test/recorded-story.ts';
import type { Line } from '../plain/test/recorded-story.ts';
import { failClosed } from './fail-closed-model.ts';
import type { FailClosedOptions } from './fail-closed-model.ts';

type At = readonly [number, number];
const fault = (at: At, more: Partial<Line> = {}) =>
  line('fault', at, { process: 'nemesis', input: 'redis', ...more });
const heal = (at: At, more: Partial<Line> = {}) =>
  line('heal', at, { process: 'nemesis', input: 'redis', ...more });
const check = (output: unknown, at: At, more: Partial<Line> = {}) => line('check', at, { output, ...more });
const verdict = (lines: Line[], options?: FailClosedOptions) => judge(failClosed(options), lines).verdict;
const status = (lines: Line[], options?: FailClosedOptions) => verdict(lines, options).status;
const anomalies = (lines: Line[], options?: FailClosedOptions) => told(failClosed(options), lines);

/** Redis is known to be down from 20 to 50. */
const OUTAGE = [check(200, [1, 2]), fault([10, 20]), heal([50, 60])];
const closed = check(503, [25, 26]);

test('is valid when requests in the outage get 503, and those around it are served', () => {
  expect(
    judge(failClosed(), [
      ...OUTAGE,
      closed,
      line('request', [30, 31], { output: { status: 503 } }),
      check('accepted', [70, 71]),
    ]),
  ).toEqual({
    verdict: { status: 'valid', examined: 2 },
    summary: '2 requests refused in 1 outages, 0 answers that must not be',
    evidence: [
      {
        kind: 'table',
        title: 'Time from healing to service',
        columns: ['fault', 'replica', 'back at most after (ms)', 'failed until (ms)', 'allowed (ms)'],
        rows: [['redis', 'b-1', 0, 0, null]],
      },
    ],
  });
});
test('names the replica that lets somebody in during the outage', () => {
  const open = check({ status: 204 }, [21, 49], { replica: 'b-2' });
  expect(anomalies([...OUTAGE, closed, open])).toEqual([['fail-open', [2], ['b-2']]]);
  expect(verdict([...OUTAGE, closed, open])).toMatchObject({
    violations: [
      {
        message: 'b-2 let in operation 2, all of which ran while the fault was in effect.',
        cause: expect.stringContaining('permission'),
      },
    ],
  });
});
test('lets a check that touches an end of the outage prove nothing', () => {
  expect(status([...OUTAGE, check(200, [20, 30])])).toBe('unknown');
  expect(status([...OUTAGE, check(200, [21, 50])])).toBe('unknown');
  expect(status([...OUTAGE, check(200, [21, 50]), closed])).toBe('valid');
});
test('lets answers come from a cache as long as it may live', () => {
  const open = (begin: number) => [
    fault([0, 1e6]),
    heal([90e6, 91e6]),
    check(200, [begin, begin + 1]),
    check(503, [80e6, 81e6]),
  ];
  expect(status(open(11e6), { cacheTtlMs: 10 })).toBe('valid');
  expect(status(open(11e6 + 1), { cacheTtlMs: 10 })).toBe('invalid');
});
test('calls 401 for a live token a destroyed session, and a missing answer a hang', () => {
  const refused = check(401, [30, 31], { replica: 'b-3' });
  expect(anomalies([...OUTAGE, refused])).toEqual([['session-destroyed', [2], ['b-3']]]);
  expect(anomalies([...OUTAGE, check('unauthorized', [30, 31])])).toHaveLength(1);
  expect(status([...OUTAGE, { ...refused, input: { live: false } }])).toBe('valid');
  expect(status([...OUTAGE, refused], { refusesWhenDown: true })).toBe('valid');
  expect(anomalies([...OUTAGE, check(null, [30, 40], { outcome: 'info', replica: 'b-2' })])).toEqual([
    ['hang', [2], ['b-2']],
  ]);
});
test('proves nothing by other answers, by calls that reached nobody, or by calls that do not need the part', () => {
  for (const output of [429, 'limited', 404])
    expect(status([...OUTAGE, check(output, [30, 31])])).toBe('unknown');
  expect(status([...OUTAGE, check(null, [30, 31], { outcome: 'fail' })])).toBe('unknown');
  expect(status([...OUTAGE, check(503, [30, 31], { outcome: 'fail' })])).toBe('valid');
  expect(status([...OUTAGE, check('unavailable', [30, 31], { input: { dependent: false } })])).toBe(
    'unknown',
  );
  expect(status([...OUTAGE, check(200, [30, 31], { input: { dependent: false } }), closed])).toBe('valid');
});
test('is unknown without a fault, without a check inside, or when a fault did not take hold', () => {
  expect(verdict([check(200, [1, 2])])).toEqual({ status: 'unknown', reason: 'no fault was recorded' });
  expect(verdict(OUTAGE)).toEqual({
    status: 'unknown',
    reason: 'no request that depends on the failed part ran wholly within an outage',
  });
  for (const outcome of ['info', 'fail'] as const) {
    const again = fault([70, 80], { outcome });
    expect(verdict([...OUTAGE, closed, again])).toEqual({
      status: 'unknown',
      reason: 'fault did not take hold: operation 4 was not verified',
    });
    expect(status([...OUTAGE, check(200, [30, 31]), again])).toBe('invalid');
    expect(verdict([fault([10, 20], { outcome }), check(200, [30, 31])])).toEqual({
      status: 'unknown',
      reason: 'fault did not take hold: operation 0 was not verified',
    });
  }
  expect(status([])).toBe('unknown');
});
test('judges until the end of the record when nothing heals, and until a heal that may have worked', () => {
  expect(anomalies([fault([10, 20]), check(200, [1_000, 1_001])])).toHaveLength(1);
  expect(status([fault([10, 20]), heal([50, 60], { outcome: 'fail' }), check(200, [70, 71])])).toBe(
    'invalid',
  );
  expect(status([fault([10, 20]), heal([50, 60], { outcome: 'info' }), check(200, [70, 71])])).toBe(
    'unknown',
  );
  expect(status([fault([10, 20]), heal([50, 60], { outcome: 'info' }), check(200, [48, 49])])).toBe(
    'invalid',
  );
  expect(
    status([
      fault([10, 20]),
      heal([50, 60], { outcome: 'info' }),
      heal([80, 90]),
      check(200, [70, 71]),
      closed,
    ]),
  ).toBe('valid');
});
test('heals by name, or all at once', () => {
  const two = [fault([10, 20]), fault([11, 21], { input: { name: 'nginx' } })];
  const open = check(200, [70, 71]);
  expect(status([...two, heal([50, 60]), open])).toBe('invalid');
  expect(status([...two, heal([50, 60]), heal([51, 61], { input: 'nginx' }), open, closed])).toBe('valid');
  expect(status([...two, heal([50, 60], { input: null }), open, closed])).toBe('valid');
  expect(status([fault([10, 20], { input: 7 }), heal([50, 60], { input: 7 }), open, closed])).toBe('valid');
  expect(status([...two.slice(0, 1), fault([30, 31]), heal([50, 60]), open, closed])).toBe('valid');
  expect(status([...OUTAGE, fault([70, 80]), check(200, [90, 91])])).toBe('invalid');
});
test('finds one replica that comes back late, and one that flaps', () => {
  const after = (begin: number, kind: unknown = 503) => check(kind, [begin, begin + 1], { replica: 'b-2' });
  const options = { recoverWithinMs: 1 };
  const healed = [...OUTAGE, closed, check(200, [61, 62])];
  expect(anomalies([...healed, after(1e6 + 61)], options)).toEqual([['late-recovery', [5], ['b-2']]]);
  expect(anomalies([...healed, after(70, 200), after(1e6 + 61)], options)).toEqual([
    ['flapping', [6], ['b-2']],
  ]);
  expect(verdict([...healed, after(70, 200), after(1e6 + 61)], options)).toMatchObject({
    violations: [
      { message: 'b-2 had served again, then failed operation 6, 1 ms after the fault was healed.' },
    ],
  });
  expect(status([...healed, after(1e6 + 60), after(2e6, 200)], options)).toBe('valid');
  expect(status([...healed, after(1e6 + 61)])).toBe('valid');
  expect(verdict([...healed, after(80)], options)).toEqual({
    status: 'unknown',
    reason: 'b-2 was not seen to serve after operation 1',
  });
});
test('says how long each replica took, from the last failure to the first success, and what is allowed', () => {
  const later = (kind: unknown, begin: number, replica: string) =>
    check(kind, [begin, begin + 1e6], { replica });
  const { evidence } = judge(failClosed({ recoverWithinMs: 10 }), [
    fault([0, 1e6]),
    check(503, [2e6, 3e6]),
    heal([4e6, 5e6]),
    later(503, 6e6, 'b-1'),
    later(503, 7e6, 'b-1'),
    later(200, 9e6, 'b-1'),
    later(503, 11e6, 'b-1'),
    later(200, 12e6, 'b-1'),
    later(503, 8e6, 'b-2'),
  ]);
  expect(evidence[0]?.kind === 'table' && evidence[0].rows).toEqual([
    ['redis', 'b-1', 5, 2, 10],
    ['redis', 'b-2', null, 3, 10],
  ]);
});
test('allows a live token to be refused neither before, nor after, nor by what does not need the part', () => {
  const refused = (at: At, more: Partial<Line> = {}) => check(401, at, { replica: 'b-2', ...more });
  expect(anomalies([...OUTAGE, closed, refused([3, 4])])).toEqual([['session-destroyed', [1], ['b-2']]]);
  expect(anomalies([...OUTAGE, closed, refused([80, 81])])).toHaveLength(1);
  expect(anomalies([...OUTAGE, closed, refused([30, 31], { input: { dependent: false } })])).toHaveLength(1);
  const lax = { refusesWhenDown: true, recoverWithinMs: 1 };
  expect(anomalies([...OUTAGE, closed, refused([3, 4])], lax)).toHaveLength(1);
  expect(anomalies([...OUTAGE, closed, refused([12, 13])], lax)).toEqual([]);
  expect(anomalies([...OUTAGE, closed, refused([2e6, 3e6])], lax)).toHaveLength(1);
  expect(verdict([...OUTAGE, closed, refused([2e6, 3e6])])).toMatchObject({
    violations: [
      { message: 'b-2 answered 401 to the live token of operation 4, 2 ms after the fault was healed.' },
    ],
  });
});
test('refuses what is none of its operations', () => {
  const defect = (one: Line) => () => judge(failClosed(), [one]);
  expect(defect(line('me', [0, 1], {}))).toThrow('check and request, and of a nemesis fault and heal');
  expect(defect(line('fault', [0, 1], { process: 3 }))).toThrow(HistoryDefect);
  expect(defect(check(99, [0, 1]))).toThrow(
    'operation 0 (check): its value must be a status code, {status}, or one of',
  );
  for (const output of [600, NaN, 'yes', null, {}, { status: '200' }, []])
    expect(defect(check(output, [0, 1]))).toThrow(HistoryDefect);
  expect(
    status([check(100, [0, 1]), check(599, [2, 3]), line('pause', [0, 1], { process: 'nemesis' })]),
  ).toBe('unknown');
  for (const input of [3, { session: 3 }, { live: 1 }, { dependent: null }])
    expect(defect(check(200, [0, 1], { input }))).toThrow(
      'null, the name of a session, or {session?, live?, dependent?} as its input',
    );
});
test('judges hostile values, or says what is wrong with them', () => {
  const value = fc.oneof(fc.anything(), fc.constantFrom(200, 503, null, 'redis', '__proto__'));
  const any = fc.record({
    f: fc.constantFrom('check', 'fault', 'heal'),
    process: fc.constantFrom('nemesis', 1),
    input: value,
    output: value,
    outcome: fc.constantFrom('ok' as const, 'info' as const, 'fail' as const),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 6 }), (drawn) => {
      try {
        const lines = drawn.map(({ f, ...more }, n) => line(f, [n, n + 2], more));
        expect(['valid', 'invalid', 'unknown']).toContain(verdict(lines).status);
      } catch (error) {
        expect(error).toBeInstanceOf(HistoryDefect);
      }
    }),
    { numRuns: 2_000 },
  );
});
