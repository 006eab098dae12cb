import type { Axis, Chart, Coordinate, Series } from '../../checkers/chart.ts';

/** A point whose numbers can all stand on their axes; null is a gap. */
export interface ChartValue {
  readonly x: number;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A series as it can be drawn: by x, and without the numbers that have no place. */
export interface DrawnSeries {
  readonly series: Series;
  readonly values: readonly ChartValue[];
  /** How many numbers have no place: not finite, or not above zero on a logarithmic axis. */
  readonly lost: number;
}

/** Beyond these, differences and quotients would not be finite any more. */
const LARGEST = 1e100;
const SMALLEST = 1e-100;

/** The chart's series as they can be drawn, in their own order. */
export function drawnSeries({ x, y, series }: Chart): DrawnSeries[] {
  return series.map((one) => drawn(one, x, y));
}

/** Whether the number has a place on the axis. */
export function hasPlace({ scale }: Axis, value: Coordinate): value is number {
  if (value === null || !Number.isFinite(value) || Math.abs(value) > LARGEST) return false;
  return scale === 'linear' || value >= SMALLEST;
}

function drawn(series: Series, xAxis: Axis, yAxis: Axis): DrawnSeries {
  const { points, interval } = series;
  let lost = 0;
  const placed = (value: Coordinate): number | null => {
    if (hasPlace(yAxis, value)) return value;
    if (value !== null) lost += 1;
    return null;
  };
  const values: ChartValue[] = [];
  for (const [at, [x, y]] of points.entries()) {
    if (!hasPlace(xAxis, x)) {
      lost += 1;
      continue;
    }
    const [low, high] = [interval?.low[at] ?? null, interval?.high[at] ?? null];
    values.push({ x, y: placed(y), low: placed(low), high: placed(high) });
  }
  return { series, values: values.toSorted((left, right) => left.x - right.x), lost };
}
