import { expect, test } from 'vitest';
import { decide } from './decision.ts';
import type { Estimate } from './estimate.ts';
import { intervalText, latencyText, valueText } from './figures.ts';
import { slo } from './test/load-story.ts';

const seen = (low: number | null, high: number | null, over: Partial<Estimate> = {}): Estimate => ({
  observed: ((low ?? 0) + (high ?? 0)) / 2,
  low,
  high,
  samples: 10_000,
  leastSamples: 368,
  seconds: 60,
  leastSeconds: 10,
  ...over,
});
const statusOf = (text: string, low: number | null, high: number | null, over: Partial<Estimate> = {}) =>
  decide(slo(text), seen(low, high, over)).status;

test.each([
  ['p99<1ms', 800, 999, 'holds'],
  ['p99<1ms', 800, 1000, 'undecided'],
  ['p99<=1ms', 800, 1000, 'holds'],
  ['p99<1ms', 1000, 1100, 'broken'],
  ['p99<=1ms', 1000, 1100, 'undecided'],
  ['p99<=1ms', 1001, 1100, 'broken'],
  ['errors<1%', 0.02, 0.03, 'broken'],
  ['rate>100', 101, 103, 'holds'],
  ['rate>100', 100, 103, 'undecided'],
  ['rate>=100', 100, 103, 'holds'],
  ['rate>100', 98, 100, 'broken'],
  ['rate>=100', 98, 100, 'undecided'],
  ['rate>=100', 98, 99, 'broken'],
])('%s of %d to %d %s', (text, low, high, status) => {
  expect(statusOf(text, low, high)).toBe(status);
});

test('an interval without one end decides by the other one only', () => {
  expect(statusOf('p99<1ms', 800, null)).toBe('undecided');
  expect(statusOf('p99<1ms', 1200, null)).toBe('broken');
  expect(statusOf('p99<1ms', null, 800)).toBe('holds');
  expect(statusOf('p99<1ms', null, 1200)).toBe('undecided');
  expect(statusOf('p99<1ms', 1, 2, { observed: null })).toBe('undecided');
});

test('about four times the samples are said to halve the interval', () => {
  const estimate = seen(800, 1200, { observed: 900 });
  expect(decide(slo('p99<1050us'), estimate)).toMatchObject({
    status: 'undecided',
    reason:
      'p99: the interval 800 µs–1.2 ms contains the limit 1.05 ms; about 40,000 samples would decide it',
    neededSamples: 40_000,
  });
  expect(decide(slo('p99<850us'), estimate)).toMatchObject({ neededSamples: 40_000 });
});

test('what was observed exactly at the limit no number of samples decides', () => {
  expect(decide(slo('p99<1ms'), seen(800, 1200, { observed: 1000 }))).toMatchObject({
    status: 'undecided',
    reason: 'p99: the interval 800 µs–1.2 ms contains the limit 1 ms',
    neededSamples: null,
  });
});

test('latencies, shares and rates are written with their units to four figures', () => {
  expect([949.6, 1000, 249_700, 1_250_000].map(latencyText)).toEqual([
    '949.6 µs',
    '1 ms',
    '249.7 ms',
    '1.25 s',
  ]);
  expect(valueText(slo('errors<1%').limit, 0.000_123_456)).toBe('0.01235 %');
  expect(valueText(slo('rate>5').limit, 495.123)).toBe('495.1/s');
});

test('an interval says its unit once where both ends have it', () => {
  const of = (text: string, low: number | null, high: number | null) =>
    intervalText(slo(text).limit, low, high);
  expect(of('p99<1s', 231_000, 268_000)).toBe('231–268 ms');
  expect(of('p99<1s', 900_000, 1_100_000)).toBe('900 ms–1.1 s');
  expect(of('p99<1s', 5, 5000)).toBe('5 µs–5 ms');
  expect(of('p99<1s', 231_000, null)).toBe('231 ms–…');
  expect(of('p99<1s', null, 231_000)).toBe('…–231 ms');
  expect(of('errors<1%', 0, 0.01)).toBe('0–1 %');
  expect(of('rate>5', 4, 6)).toBe('4–6/s');
});
