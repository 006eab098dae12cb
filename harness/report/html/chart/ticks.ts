import { scaleLinear } from 'd3-scale';
import type { Axis } from '../../../checkers/chart.ts';
import { hasPlace } from '../../chart/values.ts';
import { figure } from '../../format.ts';
import { plainText } from '../../plain-text.ts';
import type { Domain } from './domain.ts';

/** A place on an axis with its label. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

const MOST_CUSTOM = 20;
const LONGEST_LABEL = 12;
/** Below this, figures are written out. */
const LARGE = 1e5;
const PREFIXES = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** The ticks of an axis within its domain, the lowest first: its own, or at most about `most` round numbers. */
export function ticksOf(axis: Axis, domain: Domain, most: number): Tick[] {
  if (axis.ticks !== undefined) return customTicks(axis, axis.ticks, domain);
  const powers = axis.scale === 'log' ? logTicks(domain, most) : [];
  if (powers.length >= 2) return powers.map((at) => ({ at, label: tickText(at, at) }));
  const values = scaleLinear(domain, [0, 1]).ticks(most);
  const largest = Math.max(...domain.map(Math.abs));
  return values.map((at) => ({ at, label: tickText(at, largest) }));
}

function customTicks(axis: Axis, ticks: NonNullable<Axis['ticks']>, [low, high]: Domain): Tick[] {
  const placed = ticks.flatMap(({ at, label }) =>
    hasPlace(axis, at) && at >= low && at <= high ? [{ at, label: plainText(label, LONGEST_LABEL) }] : [],
  );
  return placed.toSorted((left, right) => left.at - right.at).slice(0, MOST_CUSTOM);
}

/** 1, 2 and 5 of each decade, or the decades alone, or every second or later one: the finest that is not too many. */
function logTicks([low, high]: Domain, most: number): number[] {
  const first = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, at) => first + at);
  const candidates = [
    decades.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`))),
    ...[1, 2, 3, 5, 10, 20, 50].map((step) =>
      decades.filter((power) => power % step === 0).map((power) => Number(`1e${power}`)),
    ),
  ].map((values) => values.filter((value) => value >= low && value <= high));
  return candidates.find((values) => values.length <= most) ?? [];
}

/** A tick as short as it can be; `largest` decides for the whole axis whether it counts in thousands or more. */
function tickText(value: number, largest: number): string {
  const exact = Number(value.toPrecision(12));
  const size = Math.abs(largest);
  const unit = size < LARGE ? undefined : PREFIXES.find(([least]) => size >= least);
  const [factor, prefix] = unit ?? [1, ''];
  return exact === 0 ? '0' : `${figure(Number((exact / factor).toPrecision(6)))}${prefix}`;
}
