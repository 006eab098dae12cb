import { expect, test } from 'vitest';
import { parseRate } from './parse-rate.ts';

const profileOf = (text: string): unknown => {
  const parsed = parseRate(text);
  if (parsed.kind === 'profile') return parsed.profile;
  return parsed.kind === 'max' ? 'max' : parsed.problem;
};

test('a rate, a ramp, steps and a spike are told apart by their signs', () => {
  expect(profileOf('500')).toEqual({ kind: 'constant', ratePerSecond: 500 });
  expect(profileOf('0.5')).toEqual({ kind: 'constant', ratePerSecond: 0.5 });
  expect(profileOf('100..500')).toEqual({ kind: 'ramp', fromPerSecond: 100, toPerSecond: 500 });
  expect(profileOf('0..2.5')).toEqual({ kind: 'ramp', fromPerSecond: 0, toPerSecond: 2.5 });
  expect(profileOf('2.5..1')).toEqual({ kind: 'ramp', fromPerSecond: 2.5, toPerSecond: 1 });
  expect(profileOf('100,200,400')).toEqual({ kind: 'steps', ratesPerSecond: [100, 200, 400] });
  expect(profileOf('100^1000')).toEqual({ kind: 'spike', basePerSecond: 100, peakPerSecond: 1000 });
  expect(profileOf('max')).toBe('max');
  expect(profileOf('0^10')).toEqual({ kind: 'spike', basePerSecond: 0, peakPerSecond: 10 });
});

test.each([
  '',
  'fast',
  '-5',
  '1e3',
  '100..',
  '..100',
  '1..2..3',
  '1^2^3',
  '1..2,3',
  '1,,2',
  '1...2',
  ' 5',
  '5.',
])('what is no rate is refused: "%s"', (text) => {
  expect(profileOf(text)).toMatch(/^must be a rate per second/u);
});

test.each(['0', '0,0', '0..0', '1000001', '1..2000000'])('a rate out of range is refused: %s', (text) => {
  expect(profileOf(text)).toMatch(/^must be rates from 0 to 1000000 per second, and not all 0/u);
});

test.each(['100^100', '100^50'])('a spike that does not rise is refused: %s', (text) => {
  expect(profileOf(text)).toMatch(/^must rise to its peak/u);
});
