import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { HIGHEST_US } from '../buckets.ts';
import { parseSlo } from './parse-slo.ts';
import {
  asWritten,
  type Limit,
  limitText,
  type ReplicaScope,
  type Slo,
  sloText,
  subjectText,
} from './slo.ts';

const ANY = { operation: null, replica: { kind: 'any' }, isStrict: true } as const;

test.each<[string, Slo]>([
  ['p99<250ms', { ...ANY, limit: { kind: 'quantile', percent: 99, limitUs: 250_000 } }],
  ['p99.9<1s', { ...ANY, limit: { kind: 'quantile', percent: 99.9, limitUs: 1_000_000 } }],
  [
    'p95(login)<400ms',
    { ...ANY, limit: { kind: 'quantile', percent: 95, limitUs: 400_000 }, operation: 'login' },
  ],
  ['errors<0.1%', { ...ANY, limit: { kind: 'errors', limitShare: 0.001 } }],
  [
    'errors(me)<=1%',
    { ...ANY, limit: { kind: 'errors', limitShare: 0.01 }, operation: 'me', isStrict: false },
  ],
  ['mean<20ms', { ...ANY, limit: { kind: 'mean', limitUs: 20_000 } }],
  ['max<2s', { ...ANY, limit: { kind: 'max', limitUs: 2_000_000 } }],
  ['rate>495', { ...ANY, limit: { kind: 'rate', limitPerSecond: 495 } }],
  ['rate>=0.5', { ...ANY, limit: { kind: 'rate', limitPerSecond: 0.5 }, isStrict: false }],
  [
    'p99@b-2<250ms',
    {
      ...ANY,
      limit: { kind: 'quantile', percent: 99, limitUs: 250_000 },
      replica: { kind: 'one', name: 'b-2' },
    },
  ],
  [
    'max(me)@each<250µs',
    { limit: { kind: 'max', limitUs: 250 }, operation: 'me', replica: { kind: 'each' }, isStrict: true },
  ],
])('%s is read, and written as it was', (text, slo) => {
  expect(parseSlo(text)).toEqual(slo);
  expect(sloText(slo)).toBe(text);
});

test.each([
  [' p99 < 250 ms ', 'p99<250ms'],
  ['p99 ( session read ) @each <= 0.25s', 'p99(session read)@each<=250ms'],
  ['p50.0<1500ms', 'p50<1.5s'],
  ['mean<20us', 'mean<20µs'],
  ['mean<20μs', 'mean<20µs'],
  ['max<0.001s', 'max<1ms'],
  ['errors<0.007', 'errors<0.7%'],
  ['rate>0495.50', 'rate>495.5'],
])('%s is written %s', (text, canonical) => {
  const slo = parseSlo(text);
  expect(typeof slo === 'string' ? slo : sloText(slo)).toBe(canonical);
});

test.each([
  ['', "'' is no objective: write what is measured, < or >, and the limit, as in p99<250ms"],
  ['p99', "'p99' is no objective: write what is measured, < or >, and the limit, as in p99<250ms"],
  ['p99==250ms', expect.stringContaining('is no objective')],
  ['p99<250ms<300ms', expect.stringContaining('is no objective')],
  ['p99@b-2(me)<250ms', expect.stringContaining('is no objective')],
  ['<250ms', expect.stringContaining('is no objective')],
  ['p99()<250ms', "'p99()<250ms' names no operation between its parentheses, as in p99(login)<250ms"],
  ['p99@<250ms', "'p99@<250ms' names no replica after its @, as in p99@b-2<250ms or p99@each<250ms"],
  [
    'p<250ms',
    "'p<250ms': 'p' is nothing that is measured: there are p50, p99, p99.9 …, mean, max, errors and rate",
  ],
  ['median<5ms', expect.stringContaining("'median' is nothing that is measured")],
  ['constructor<5ms', expect.stringContaining("'constructor' is nothing that is measured")],
  ['p100<5ms', expect.stringContaining("'p100' is no quantile: it lies between p0 and p100")],
  ['p0<5ms', expect.stringContaining("'p0' is no quantile")],
  ['p99<', "'p99<': '' is no time: write one as 250ms"],
  ['p99<fast', "'p99<fast': 'fast' is no time: write one as 250ms"],
  ['p99<-5ms', expect.stringContaining("'-5ms' is no time")],
  ['p99<1e3ms', expect.stringContaining("'1e3ms' is no time")],
  ['p99<250', "'p99<250': '250' needs a unit: µs (or us), ms or s, as in 250ms"],
  ['p99<5min', "'p99<5min': 'min' is no unit of time: there are µs (or us), ms and s, as in 250ms"],
  ['p99<5constructor', expect.stringContaining("'constructor' is no unit of time")],
  ['p99<5%', expect.stringContaining("'%' is no unit of time")],
  ['max<0.5us', expect.stringContaining("'0.5us' is shorter than can be measured")],
  ['max<0s', expect.stringContaining("'0s' is shorter than can be measured")],
  ['max<68s', "'max<68s': '68s' is longer than can be measured: 67s at most, as in 2s"],
  ['errors<lots', "'errors<lots': 'lots' is no share: write one as 0.1%, or 0.001"],
  ['errors<5ms', "'errors<5ms': 'ms' is no unit of a share: write one as 0.1%, or 0.001"],
  ['errors<=0', expect.stringContaining('no number of answers can show that there are no errors')],
  ['errors<1', expect.stringContaining("'1' allows all to be errors")],
  ['errors<100%', expect.stringContaining("'100%' allows all to be errors")],
  [
    'rate>495/s',
    expect.stringContaining(
      "'495/s' is no rate: write right answers a second, without a unit, as in rate>495",
    ),
  ],
  ['rate>', expect.stringContaining("'' is no rate")],
  ['rate>0', expect.stringContaining('a rate of 0 is no objective')],
  ['rate<495', "'rate<495': a rate has to stay above its limit, so write > or >=, as in rate>495"],
  ['p99>250ms', "'p99>250ms': p99 has to stay below its limit, so write < or <=, as in p99<250ms"],
  ['errors>=1%', expect.stringContaining('as in errors<0.1%')],
])('%s is refused in a sentence that names the piece', (text, sentence) => {
  expect(parseSlo(text)).toEqual(sentence);
});

test('what is measured, and the limit, can be written by themselves', () => {
  const slo: Slo = {
    ...ANY,
    limit: { kind: 'mean', limitUs: 900 },
    operation: 'me',
    replica: { kind: 'one', name: 'b-1' },
  };
  expect([subjectText(slo), limitText(slo.limit)]).toEqual(['mean(me)@b-1', '900µs']);
});

const figure = (max: number) => fc.double({ min: 1, max, noNaN: true }).map(asWritten);
const limits: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({
    kind: fc.constant('quantile' as const),
    percent: fc.double({ min: 0.001, max: 99.9999, noNaN: true }).map(asWritten),
    limitUs: figure(HIGHEST_US),
  }),
  fc.record({ kind: fc.constantFrom('mean' as const, 'max' as const), limitUs: figure(HIGHEST_US) }),
  fc.record({
    kind: fc.constant('errors' as const),
    limitShare: fc.double({ min: 1e-7, max: 0.999, noNaN: true }).map(asWritten),
  }),
  fc.record({ kind: fc.constant('rate' as const), limitPerSecond: figure(1e7) }),
);
const word = fc.stringMatching(/^[a-z0-9](?:[a-z0-9./_-]{0,8}[a-z0-9])?$/u);
const replicas: fc.Arbitrary<ReplicaScope> = fc.oneof(
  fc.constant({ kind: 'any' as const }),
  fc.constant({ kind: 'each' as const }),
  word.filter((name) => name !== 'each').map((name) => ({ kind: 'one' as const, name })),
);
const slos: fc.Arbitrary<Slo> = fc.record({
  limit: limits,
  operation: fc.option(word),
  replica: replicas,
  isStrict: fc.boolean(),
});

test('whatever the objective, its text is read as it again', () => {
  fc.assert(
    fc.property(slos, (slo) => {
      expect(parseSlo(sloText(slo))).toEqual(slo);
    }),
    { numRuns: 2000 },
  );
});

test('the smallest and the largest figures are written without an exponent, and read again', () => {
  for (const text of ['errors<0.0000000001%', 'p0.00000001<5ms', 'rate>1234000000000000000000000']) {
    const slo = parseSlo(text);
    expect(typeof slo === 'string' ? slo : sloText(slo)).toBe(text);
  }
  expect(parseSlo(`rate>${'9'.repeat(400)}`)).toContain('is no rate');
});

test('whatever the text, it is an objective or a sentence that repeats it', () => {
  const pieces = fc.constantFrom(
    'p99',
    'p',
    'errors',
    'rate',
    'max',
    '(',
    ')',
    '@',
    'each',
    '<',
    '=',
    '>',
    '5',
    '.',
    'ms',
    '%',
    ' ',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 9 }).map((some) => some.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const slo = parseSlo(text);
      if (typeof slo === 'string') expect(slo).toContain(`'${text}'`);
      else expect(parseSlo(sloText(slo))).toEqual(slo);
    }),
    { numRuns: 2000 },
  );
});
