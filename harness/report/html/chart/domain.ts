import { scaleLinear, scaleLog } from 'd3-scale';
import type { Axis } from '../../../checkers/chart.ts';

/** The lowest and the highest value of an axis. */
export type Domain = readonly [low: number, high: number];

/** How far beyond the data a mark still widens the axis, in lengths of the data; further off it would flatten the data. */
const REACH = 1.5;
const LEAST_SHARE = 1e-9;
const LEAST_SPAN = 1e-90;
const ROUND = [1, 2, 5];

/** The domain of x, for values that have a place on it: exactly the data, and marks near it; null without data. */
export function xDomain(axis: Axis, values: readonly number[], marks: readonly number[]): Domain | null {
  const extent = extentOf(values);
  return extent && reaching(axis, extent, marks);
}

/** The domain of y: from zero where it is linear and can be, and out to round numbers; null without data. */
export function yDomain(
  axis: Axis,
  values: readonly number[],
  { marks, ticks }: { readonly marks: readonly number[]; readonly ticks: number },
): Domain | null {
  const extent = extentOf(values);
  if (extent === null) return null;
  if (axis.scale === 'log') return roundedOut(reaching(axis, extent, marks));
  const [low, high] = extent;
  const [least, most] = reaching(axis, [Math.min(0, low), Math.max(0, high)], marks);
  const [from = least, to = most] = scaleLinear().domain([least, most]).nice(ticks).domain();
  return [from, to];
}

/** The position of a value, by the axis' scale, between the two ends of a range. */
export function positionOf(
  { scale }: Axis,
  domain: Domain,
  range: readonly [from: number, to: number],
): (value: number) => number {
  return scale === 'log' ? scaleLog(domain, range) : scaleLinear(domain, range);
}

function extentOf(values: readonly number[]): Domain | null {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : null;
}

function reaching(axis: Axis, extent: Domain, marks: readonly number[]): Domain {
  const domain = isFlat(axis, extent) ? (extentOf([...extent, ...marks]) ?? extent) : extent;
  if (isFlat(axis, domain)) return widened(axis, domain);
  const share = positionOf(axis, domain, [0, 1]);
  const near = marks.filter((at) => share(at) >= -REACH && share(at) <= 1 + REACH);
  return extentOf([...domain, ...near]) ?? domain;
}

function isFlat({ scale }: Axis, [low, high]: Domain): boolean {
  const span = high - low;
  const isWide = scale === 'log' || span > LEAST_SPAN;
  return !(isWide && span > LEAST_SHARE * Math.max(Math.abs(low), Math.abs(high)));
}

function widened({ scale }: Axis, [low, high]: Domain): Domain {
  if (scale === 'log') return [low / 2, high * 2];
  if (low === 0) return [0, 1];
  const margin = Math.max(Math.abs(low) / 2, 0.5);
  return [low - margin, high + margin];
}

/** Out to 1, 2 or 5 times a power of ten: a whole decade at each end would waste most of the chart. */
function roundedOut([low, high]: Domain): Domain {
  const around = (value: number): number[] => {
    const exponent = Math.floor(Math.log10(value));
    return [exponent - 1, exponent, exponent + 1].flatMap((power) =>
      ROUND.map((digit) => Number(`${digit}e${power}`)),
    );
  };
  const below = around(low).filter((value) => value <= low);
  const above = around(high).filter((value) => value >= high);
  return [Math.max(...below), Math.min(...above)];
}
