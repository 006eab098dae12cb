import { fitting, spread, widthPx } from './fitting.ts';
import type { Plot } from './plot.ts';
import { PLOT } from './plot.ts';
import type { Tick } from './ticks.ts';

/** From this width of the chart on, texts stand in the drawing; below it, they are in the legend. */
export const WIDE_FROM_PX = 440;
/** The narrowest chart that is drawn for: on a telephone of 360 pixels. */
const NARROW_PX = 300;

const LEAST_LEFT_PX = 34;
const RIGHT_PX = 14;
const LONGEST_END_LABEL = 18;
const LINE_PX = 14;
const MOST_SHIFT_PX = 8;
const TICK_GAP_PX = 8;
/** A line whose last value is further left cannot be named at the right edge. */
const NEAR_THE_END = 0.97 * PLOT.width;

/** The margins of a chart in pixels, and which texts stand in it. */
export interface Layout {
  readonly leftPx: number;
  readonly endPx: number;
  /** The width of the plot itself in the narrowest wide chart. */
  readonly widePlotPx: number;
  /** The heights of the series' names at the right edge, by the series' place; null when they go to the legend. */
  readonly endLabelsPx: readonly number[] | null;
  readonly xTicks: readonly ShownTick[];
  readonly yTicks: readonly Tick[];
}

/** A tick, and whether it is left out in a narrow chart. */
export interface ShownTick extends Tick {
  readonly isExtra: boolean;
}

/** Where the texts of a plot go. */
export function layoutOf(plot: Plot): Layout {
  const leftPx = Math.max(LEAST_LEFT_PX, ...plot.yTicks.map(({ label }) => widthPx(label) + 12));
  const endLabelsPx = endLabels(plot);
  const names = plot.series.map(({ series }) => widthPx(series.name) + 12);
  const endPx = endLabelsPx === null ? RIGHT_PX : Math.max(RIGHT_PX, ...names);
  const widePlotPx = WIDE_FROM_PX - leftPx - endPx;
  const narrowPlotPx = NARROW_PX - leftPx - RIGHT_PX;
  return {
    leftPx,
    endPx,
    widePlotPx,
    endLabelsPx,
    xTicks: xTicksOf(plot, { widePlotPx, narrowPlotPx }),
    yTicks: yTicksOf(plot),
  };
}

function endLabels({ series, xAt, yAt }: Plot): number[] | null {
  const wanted: number[] = [];
  for (const { series: one, values } of series) {
    const last = values.at(-1);
    if (one.style === 'dots' || one.name.length > LONGEST_END_LABEL) return null;
    if (last === undefined || last.y === null || xAt(last.x) < NEAR_THE_END) return null;
    wanted.push(yAt(last.y));
  }
  const limits = { from: 0, to: PLOT.height };
  return spread(wanted, { heightPx: LINE_PX, mostPx: MOST_SHIFT_PX, limits });
}

function xTicksOf(
  { xTicks, xAt }: Plot,
  { widePlotPx, narrowPlotPx }: { readonly widePlotPx: number; readonly narrowPlotPx: number },
): ShownTick[] {
  const shownAt = (plotPx: number, ticks: readonly Tick[]): Tick[] => {
    const extents = ticks.map(({ at, label }) => {
      const middle = (xAt(at) / PLOT.width) * plotPx;
      return { from: middle - widthPx(label) / 2, to: middle + widthPx(label) / 2 };
    });
    const fits = fitting(extents, TICK_GAP_PX);
    return ticks.filter((_, at) => fits[at]);
  };
  const wide = shownAt(widePlotPx, xTicks);
  const narrow = new Set(shownAt(narrowPlotPx, wide));
  return wide.map((tick) => ({ ...tick, isExtra: !narrow.has(tick) }));
}

function yTicksOf({ yTicks, yAt }: Plot): Tick[] {
  const fits = fitting(
    yTicks.map(({ at }) => ({ from: yAt(at) - LINE_PX / 2, to: yAt(at) + LINE_PX / 2 })),
    0,
  );
  return yTicks.filter((_, at) => fits[at]);
}
