import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Axis } from '../../../checkers/chart.ts';
import type { Domain } from './domain.ts';
import { ticksOf } from './ticks.ts';

const LINEAR: Axis = { label: 'Rate', unit: '1/s', scale: 'linear' };
const LOG: Axis = { label: 'Latency', unit: 'ms', scale: 'log' };
const labels = (axis: Axis, domain: Domain, most = 6): string[] =>
  ticksOf(axis, domain, most).map(({ label }) => label);

test('labels a linear axis by round numbers', () => {
  expect(labels(LINEAR, [0, 500])).toEqual(['0', '100', '200', '300', '400', '500']);
  expect(labels(LINEAR, [0, 0.3], 3)).toEqual(['0', '0.1', '0.2', '0.3']);
  expect(labels(LINEAR, [-10, 10], 4)).toEqual(['-10', '-5', '0', '5', '10']);
});

test('counts in thousands or millions on the whole axis once its largest value is long', () => {
  expect(labels(LINEAR, [0, 20_000], 4)).toEqual(['0', '5000', '10,000', '15,000', '20,000']);
  expect(labels(LINEAR, [0, 150_000], 3)).toEqual(['0', '50k', '100k', '150k']);
  expect(labels(LINEAR, [0, 2_000_000], 4)).toEqual(['0', '0.5M', '1M', '1.5M', '2M']);
});

test('labels a logarithmic axis by 1, 2 and 5 while there is room, then by decades, then by some of them', () => {
  expect(labels(LOG, [1, 50])).toEqual(['1', '2', '5', '10', '20', '50']);
  expect(labels(LOG, [0.5, 2000])).toEqual(['1', '10', '100', '1000']);
  expect(labels(LOG, [0.001, 1e6])).toEqual(['0.01', '1', '100', '10,000', '1M']);
});

test('labels a logarithmic axis within one decade by plain round numbers', () => {
  expect(labels(LOG, [12, 17], 5)).toEqual(['12', '13', '14', '15', '16', '17']);
});

test('takes the ticks that the axis brings, within the domain and by their place', () => {
  const ticks = [
    { at: 100, label: '99 %' },
    { at: 10, label: '90 %' },
    { at: 1000, label: '99.9 %' },
    { at: null, label: '100 %' },
    { at: 0, label: 'none' },
    { at: 20, label: 'a label that is much too long' },
  ];
  expect(labels({ ...LOG, ticks }, [0.5, 100])).toEqual(['90 %', 'a label tha…', '99 %']);
});

test('gives ticks in their order and within the domain, and never many, whatever the domain', () => {
  const bound = fc.double({ min: 1e-90, max: 1e90, noNaN: true });
  fc.assert(
    fc.property(bound, bound, fc.constantFrom(LINEAR, LOG), (one, other, axis) => {
      if (Math.abs(one - other) <= 1e-6 * Math.max(one, other)) return;
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const places = ticksOf(axis, [low, high], 6).map(({ at }) => at);
      expect(places.length).toBeLessThanOrEqual(13);
      expect(places.every((at) => at >= low && at <= high)).toBe(true);
      expect(places).toEqual(places.toSorted((left, right) => left - right));
    }),
  );
});
