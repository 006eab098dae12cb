import type { Axis, Band, Coordinate, Mark, Tone } from '../../../checkers/chart.ts';
import { hasPlace } from '../../chart/values.ts';
import { plainText } from '../../plain-text.ts';
import { fitting, widthPx } from './fitting.ts';
import type { Plot } from './plot.ts';
import { PLOT } from './plot.ts';

const MOST_BANDS = 20;
const MOST_MARKS = 12;
const LONGEST_LABEL = 60;
const GAP_PX = 8;
const LINE_PX = 14;

/** A band, or a mark (which begins where it ends), in the drawing's own units: across, or down for a mark of y. */
export interface Annotation {
  readonly kind: 'band' | 'x-mark' | 'y-mark';
  readonly label: string;
  readonly tone: Tone;
  readonly from: number;
  readonly to: number;
}

/** An annotation with its label's place. */
export interface PlacedAnnotation extends Annotation {
  /** Whether the label stands in the drawing of a wide chart. */
  readonly isSpelled: boolean;
  /** Whether the label ends at the right end, where it else begins at the left one. */
  readonly isAtEnd: boolean;
}

/** What is drawn across a plot, beside the data. */
export interface Annotations {
  readonly placed: readonly PlacedAnnotation[];
  /** The labels of what has no place in the chart, or one too far from the data. */
  readonly outside: readonly string[];
}

/** The bands and marks of a plot that is at least so many pixels wide. */
export function annotationsOf(plot: Plot, plotPx: number): Annotations {
  const { bands = [], marks = [] } = plot.chart;
  const found = [
    ...bands.slice(0, MOST_BANDS).map((band) => bandOf(band, plot)),
    ...marks.slice(0, MOST_MARKS).map((mark) => markOf(mark, plot)),
  ];
  const seen = found.filter(isSeen);
  const across = placedAcross(
    seen.filter(({ kind }) => kind !== 'y-mark'),
    plotPx,
  );
  const down = placedDown(
    seen.filter(({ kind }) => kind === 'y-mark'),
    plot,
  );
  return {
    placed: [...across, ...down],
    outside: found.flatMap((one) => (isSeen(one) ? [] : [one.label])),
  };
}

/** How far below a mark's line its label stands: above it, but for one at the top. */
export function labelShiftPx({ from }: Annotation): number {
  return from < LINE_PX ? LINE_PX - 1 : -4;
}

function bandOf({ from, to, label, tone = 'neutral' }: Band, { chart, xAt }: Plot): Annotation {
  const inside = (value: Coordinate, open: number): number =>
    hasPlace(chart.x, value) ? Math.min(PLOT.width, Math.max(0, xAt(value))) : open;
  return {
    kind: 'band',
    label: plainText(label, LONGEST_LABEL),
    tone,
    from: inside(from, 0),
    to: inside(to, PLOT.width),
  };
}

function markOf({ axis: name, at, label, tone = 'neutral' }: Mark, { chart, xAt, yAt }: Plot): Annotation {
  const axis: Axis = chart[name];
  const place = hasPlace(axis, at) ? (name === 'x' ? xAt : yAt)(at) : -1;
  return {
    kind: name === 'x' ? 'x-mark' : 'y-mark',
    label: plainText(label, LONGEST_LABEL),
    tone,
    from: place,
    to: place,
  };
}

function isSeen({ kind, from, to }: Annotation): boolean {
  if (kind === 'band') return to > from;
  return from >= 0 && from <= (kind === 'x-mark' ? PLOT.width : PLOT.height);
}

/** In one line above the plot. */
function placedAcross(annotations: readonly Annotation[], plotPx: number): PlacedAnnotation[] {
  const px = (units: number): number => (units / PLOT.width) * plotPx;
  const sides = annotations.map(({ from, label }) => px(from) + widthPx(label) > plotPx);
  const extents = annotations.map(({ from, to, label }, at) =>
    sides[at]
      ? { from: px(to) - widthPx(label), to: px(to) }
      : { from: px(from), to: px(from) + widthPx(label) },
  );
  const fits = fitting(extents, GAP_PX);
  return annotations.map((one, at) => ({
    ...one,
    isAtEnd: sides[at] ?? false,
    isSpelled: (fits[at] ?? false) && (extents[at]?.from ?? 0) >= 0,
  }));
}

/** Each on its own line, at the side with less data in the way. */
function placedDown(annotations: readonly Annotation[], plot: Plot): PlacedAnnotation[] {
  const tops = annotations.map((one) => one.from + labelShiftPx(one));
  const fits = fitting(
    tops.map((to) => ({ from: to - LINE_PX, to })),
    0,
  );
  return annotations.map((one, at) => ({
    ...one,
    isAtEnd: isLeftCrowded(tops[at] ?? 0, plot),
    isSpelled: fits[at] ?? false,
  }));
}

function isLeftCrowded(bottom: number, { series, xAt, yAt }: Plot): boolean {
  const crowd = { left: 0, right: 0 };
  for (const { x, y } of series.flatMap(({ values }) => values)) {
    if (y === null || yAt(y) > bottom + 2 || yAt(y) < bottom - LINE_PX) continue;
    const share = xAt(x) / PLOT.width;
    if (share < 1 / 3) crowd.left += 1;
    if (share > 2 / 3) crowd.right += 1;
  }
  return crowd.left > crowd.right;
}
