import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import type { LimiterKind } from './rate.ts';
import {
  admitted,
  burst,
  denied,
  KINDS,
  model,
  refused,
  statusOf,
  violationsOf,
} from './test/model-of-three.ts';
import { LIMITERS, play, plans } from './test/played-limiter.ts';
import { judge, request } from './test/recorded-requests.ts';

test.each(KINDS)('%s: three admissions and then denials are a limit of three', (kind) => {
  expect(judge(model(kind), [...burst(3), ...refused(7, 10)]).verdict).toEqual({
    status: 'valid',
    examined: 10,
  });
});

test.each(KINDS)(
  '%s: seven admissions one after the other are more than any limiter of three admits',
  (kind) => {
    const [violation] = violationsOf(kind, burst(7));
    const operations = { 'sliding-log': 4, 'token-bucket': 4, 'fixed-window': 7, 'sliding-counter': 7 };
    expect(violation).toMatchObject({ anomaly: 'over-admission', culprits: [] });
    const first = kind === 'token-bucket' ? 3 : 0;
    expect(violation?.operations).toEqual(Array.from({ length: operations[kind] }, (_, at) => first + at));
    expect(violation?.message).toContain(`one ${kind} limiter of 3 per 100 ms`);
    expect(violation?.message).toContain(
      'at most 7 within one window: 2.33 × the limit (1 of 1 keys are over).',
    );
  },
);

test('a violation, its message and the summary name the key and the figures', () => {
  const history = [
    ...burst(3, 0, { key: 'a', replica: 'b-1' }),
    ...burst(4, 6, { key: 'b', replica: 'b-2' }),
    ...refused(2, 20, { key: 'b', replica: 'b-2' }),
    request(30, 31, { key: 'c', outcome: 'info' }),
  ];
  const { verdict, summary, evidence } = judge(model('sliding-log'), history);
  expect(verdict).toEqual({
    status: 'invalid',
    violations: [
      {
        anomaly: 'over-admission',
        message:
          'key b: 4 requests were admitted that one sliding-log limiter of 3 per 100 ms cannot have admitted together; ' +
          'at most 4 within one window: 1.33 × the limit (1 of 3 keys are over).',
        operations: [3, 4, 5, 6],
        culprits: ['b-2'],
        cause:
          'the limiter counts in fixed windows, which let through twice the limit across an edge; or ' +
          'the limiter admits one more than its limit (it compares with <= where it should with <)',
      },
    ],
  });
  expect(summary).toBe(
    '7 admitted and 2 denied of 3 keys; at most 4 admitted within one window of 100 ms, limit 3: M = 1.33; ' +
      '0 denials without cause; 1 keys were asked for more than they may have',
  );
  expect(evidence).toEqual([
    expect.objectContaining({
      rows: [
        ['b', 4, 2, 0, 4, 1.33, 'impossible', 0],
        ['a', 3, 0, 0, 3, 1, 'possible', 0],
        ['c', 0, 0, 1, 0, 0, 'possible', 0],
      ],
    }),
    expect.objectContaining({
      rows: [
        ['b-1', 3, 0, 0],
        ['b-2', 4, 2, 0],
        ['unattributed', 0, 0, 1],
      ],
    }),
  ]);
});

test('admissions that run together are admitted within the limit if any order of them is', () => {
  const together = Array.from({ length: 6 }, () => request(0, 150));
  expect(statusOf('sliding-log', together)).toBe('unknown');
  expect(statusOf('sliding-log', [...together, request(0, 90)])).toBe('invalid');
});

test('an answer that never came is admitted for nobody, and counts before a denial', () => {
  const lost = request(1, 2, { outcome: 'info', output: null });
  expect(statusOf('sliding-log', [...burst(3), lost])).toBe('unknown');
  expect(statusOf('sliding-log', [...burst(2), lost, ...refused(3, 10)])).toBe('valid');
  expect(statusOf('sliding-log', [...burst(2), lost, ...refused(3, 4000)])).toBe('invalid');
});

test('a request that failed was never decided', () => {
  const failed = request(4, 5, { outcome: 'fail', output: 'nonsense' });
  expect(violationsOf('sliding-log', [...burst(2), failed, denied(10)])).toMatchObject([
    { anomaly: 'wrongful-denial', operations: [3] },
  ]);
});

test.each([
  ['no request was decided', []],
  ['no request was decided', [request(0, 1, { outcome: 'info' }), request(0, 1, { outcome: 'fail' })]],
  ['no request was decided', [request(0, 1, { f: 'kill', process: 'nemesis' })]],
  ['no key was asked for so much', burst(3)],
  ['no key was asked for so much', [...burst(2, 0, { key: 'a' }), ...burst(2, 0, { key: 'b' })]],
  ['no key was asked for so much', [...burst(2), ...burst(2, 200)]],
])('unknown, as %s', (reason, history) => {
  for (const kind of KINDS)
    expect(judge(model(kind), history).verdict).toEqual({
      status: 'unknown',
      reason: expect.stringContaining(reason),
    });
});

test.each<[LimiterKind, number, number]>([
  ['sliding-log', 100, 98],
  ['token-bucket', 34, 32],
])(
  '%s: the next admission comes a window, or the time of a token, after the first, two milliseconds off',
  (kind, right, wrong) => {
    const instant = (atMs: number) => request(atMs, atMs);
    const after = (atMs: number) => [instant(0), instant(0), instant(0), instant(atMs)];
    expect(statusOf(kind, after(right))).toBe('unknown');
    expect(statusOf(kind, after(wrong - 1))).toBe('invalid');
    expect(statusOf(kind, after(right - 1), { toleranceMs: 0 })).toBe('invalid');
    expect(statusOf(kind, after(wrong))).toBe('unknown');
    expect(statusOf(kind, after(wrong - 9), { toleranceMs: 11 })).toBe('unknown');
  },
);

test('keys are limited apart', () => {
  const both = ['a', 'b'].flatMap((key) => [...burst(3, 0, { key }), ...refused(4, 10, { key })]);
  expect(statusOf('sliding-log', both)).toBe('valid');
  expect(
    statusOf(
      'sliding-log',
      both.map((op) => ({ ...op, key: '' })),
    ),
  ).toBe('invalid');
});

test('requests are judged in order of invocation, in whatever order they are told', () => {
  fc.assert(
    fc.property(plans, fc.infiniteStream(fc.nat()), fc.constantFrom(...KINDS), (all, order, kind) => {
      const told = play(all, LIMITERS[kind](2, 100));
      const shuffled = told.map((op) => ({ op, rank: order.next().value! })).sort((a, b) => a.rank - b.rank);
      expect(
        statusOf(
          kind,
          shuffled.map(({ op }) => op),
          { limit: 3 },
        ),
      ).toBe(statusOf(kind, told, { limit: 3 }));
    }),
    { numRuns: 300 },
  );
});

test('slow decisions are said to be of low power, and only when they are over a tenth of the window', () => {
  const slow = (tookMs: number) => judge(model('sliding-log'), [request(0, tookMs)]).summary;
  expect(slow(10)).not.toContain('low power');
  expect(slow(11)).toContain('low power: one decision in a hundred took 11 ms or more');
});

test('a sliding counter says what cannot be shown of it', () => {
  expect(judge(model('sliding-counter'), burst(1)).summary).toContain('not how it weighs the one before');
  expect(judge(model('fixed-window'), burst(1)).summary).not.toContain('weighs');
});

test.each([true, 'allowed', 200, 204, { allowed: true }, { status: 201 }])('%j is an admission', (output) => {
  expect(statusOf('sliding-log', burst(4, 0, { output }))).toBe('invalid');
});

test.each([false, 'denied', 429, { allowed: false }, { status: 429 }])('%j is a denial', (output) => {
  expect(violationsOf('sliding-log', [admitted(0, { output })])).toMatchObject([
    { anomaly: 'wrongful-denial' },
  ]);
});

test.each([
  null,
  undefined,
  'yes',
  '',
  199,
  300,
  428,
  503,
  Number.NaN,
  -1,
  Infinity,
  {},
  [],
  [200],
  { allowed: 'true' },
  { allowed: null, status: 200 },
  { status: '200' },
  { status: 500 },
  { deep: { allowed: true } },
])('%j is no decision', (output) => {
  const take = () => judge(model('sliding-log'), [admitted(0), admitted(5, { output })]);
  expect(take).toThrow(HistoryDefect);
  expect(take).toThrow(
    'operation 1 (request): its value must be true, false, "allowed", "denied", 200 … 299, 429',
  );
});

test('acquire and limited are requests too, and other words of clients are not', () => {
  for (const f of ['acquire', 'limited']) expect(statusOf('sliding-log', burst(4, 0, { f }))).toBe('invalid');
  expect(() => judge(model('sliding-log'), [admitted(0, { f: 'read' })])).toThrow(HistoryDefect);
});
