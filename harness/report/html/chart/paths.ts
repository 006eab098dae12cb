import { area, curveLinear, curveStepAfter, line } from 'd3-shape';
import type { Series } from '../../../checkers/chart.ts';
import type { PlotPoint } from './decimate.ts';
import type { PlotSpan } from './envelope.ts';

type Style = Series['style'];

/** Digits after the point: a tenth of a unit is less than can be seen. */
const DIGITS = 1;

/** A line as SVG writes it, broken where y is null. */
export function linePath(points: readonly PlotPoint[], style: Style): string {
  const path = line<PlotPoint>()
    .defined(([, y]) => y !== null)
    .x(([x]) => x)
    .y(([, y]) => y ?? 0)
    .curve(curveOf(style))
    .digits(DIGITS);
  return path([...points]) ?? '';
}

/** An area as SVG writes it, broken where there is no span. */
export function areaPath(spans: readonly PlotSpan[], style: Style): string {
  const path = area<PlotSpan>()
    .defined(({ span }) => span !== null)
    .x(({ x }) => x)
    .y0(({ span }) => span?.[0] ?? 0)
    .y1(({ span }) => span?.[1] ?? 0)
    .curve(curveOf(style))
    .digits(DIGITS);
  return path([...spans]) ?? '';
}

/** Dots as lines without length, whose round ends are as wide as the stroke however the drawing is stretched. */
export function dotsPath(points: readonly PlotPoint[]): string {
  return points.map(([x, y]) => (y === null ? '' : `M${x.toFixed(DIGITS)},${y.toFixed(DIGITS)}h0`)).join('');
}

/** The points that no line reaches. */
export function alone(points: readonly PlotPoint[]): PlotPoint[] {
  const isGap = (at: number): boolean => (points[at]?.[1] ?? null) === null;
  return points.filter((_, at) => !isGap(at) && isGap(at - 1) && isGap(at + 1));
}

function curveOf(style: Style) {
  return style === 'step' ? curveStepAfter : curveLinear;
}
