import type { Axis, Chart } from '../../../checkers/chart.ts';
import type { DrawnSeries } from '../../chart/values.ts';
import { drawnSeries, hasPlace } from '../../chart/values.ts';
import { positionOf, xDomain, yDomain } from './domain.ts';
import type { Tick } from './ticks.ts';
import { ticksOf } from './ticks.ts';

/** The drawing's own units: across, they are stretched to the reader's width; down, each is a pixel. */
export const PLOT = { width: 1000, height: 200 } as const;

const MOST_SERIES = 12;
const MOST_X_TICKS = 7;
const MOST_Y_TICKS = 6;
/** Dots at the very edge would be cut in half. */
const DOT_ROOM = 20;

/** A chart with a place for every number. */
export interface Plot {
  readonly chart: Chart;
  /** Those that are drawn. */
  readonly series: readonly DrawnSeries[];
  readonly hiddenSeries: number;
  /** From 0 to the width, for a value that has a place on x. */
  readonly xAt: (value: number) => number;
  /** From the height at the bottom to 0, for a value that has a place on y. */
  readonly yAt: (value: number) => number;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

/** The chart's geometry; null when there is no value to draw. */
export function plotOf(chart: Chart): Plot | null {
  const series = drawnSeries({ ...chart, series: chart.series.slice(0, MOST_SERIES) });
  const values = series.flatMap((one) => one.values);
  const xs = values.map((value) => value.x);
  const ys = values.flatMap(({ y, low, high }) => [y, low, high].filter((value) => value !== null));
  const x = xDomain(chart.x, xs, marksOf(chart, 'x'));
  const y = yDomain(chart.y, ys, { marks: marksOf(chart, 'y'), ticks: MOST_Y_TICKS - 1 });
  if (x === null || y === null) return null;
  const room = chart.series.some(({ style }) => style === 'dots') ? DOT_ROOM : 0;
  return {
    chart,
    series,
    hiddenSeries: chart.series.length - series.length,
    xAt: positionOf(chart.x, x, [room, PLOT.width - room]),
    yAt: positionOf(chart.y, y, [PLOT.height, 0]),
    xTicks: ticksOf(chart.x, x, MOST_X_TICKS),
    yTicks: ticksOf(chart.y, y, MOST_Y_TICKS),
  };
}

function marksOf(chart: Chart, name: 'x' | 'y'): number[] {
  const axis: Axis = chart[name];
  return (chart.marks ?? []).flatMap((mark) =>
    mark.axis === name && hasPlace(axis, mark.at) ? [mark.at] : [],
  );
}
