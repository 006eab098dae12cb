import { chartSentences } from '../../chart/text.ts';
import type { SafeHtml } from '../safe-html.ts';
import { html, NOTHING } from '../safe-html.ts';
import type { PlacedAnnotation } from './annotations.ts';
import { labelShiftPx } from './annotations.ts';
import { across, axes } from './axes.ts';
import type { Layout } from './layout.ts';
import type { Plot } from './plot.ts';
import { PLOT } from './plot.ts';
import { intervalAreas, looksOf, seriesShapes } from './shapes.ts';

const CAPTION_PX = 28;
const LANE_PX = 16;
const BELOW_PX = 42;

/** The chart as SVG: across, all places are percentages and the lines are stretched, so that texts keep their size at any width. */
export function drawing(plot: Plot, layout: Layout, annotations: readonly PlacedAnnotation[]): SafeHtml {
  const hasLane = annotations.some(({ kind, isSpelled }) => kind !== 'y-mark' && isSpelled);
  const top = CAPTION_PX + (hasLane ? LANE_PX : 0);
  const sentences = chartSentences(plot.chart, plot.series).join(' ');
  return html`<svg
    class="plot"
    width="100%"
    height="${top + PLOT.height + BELOW_PX}"
    role="img"
    xmlns="http://www.w3.org/2000/svg"
  >
    <title>${plot.chart.title}</title>
    <desc>${sentences}</desc>
    <svg y="${top}" overflow="visible">
      ${annotations.map((one) => (one.kind === 'band' ? bandShape(one) : NOTHING))}
      ${axes(plot, layout, top - CAPTION_PX + 15)}
      <svg
        width="100%"
        height="${PLOT.height}"
        viewBox="0 0 ${PLOT.width} ${PLOT.height}"
        preserveAspectRatio="none"
        overflow="visible"
      >
        ${intervalAreas(plot)}${seriesShapes(plot)}
      </svg>
      ${annotations.map((one) => (one.kind === 'band' ? NOTHING : markShape(one)))}
      ${annotations.map(annotationLabel)} ${endLabels(plot, layout)}
    </svg>
  </svg>`;
}

function bandShape({ from, to, tone }: PlacedAnnotation): SafeHtml {
  return html`<rect
    class="band hue-${tone}"
    x="${across(from)}"
    width="${across(to - from)}"
    height="${PLOT.height}"
  />`;
}

function markShape({ kind, from, tone }: PlacedAnnotation): SafeHtml {
  const ends =
    kind === 'x-mark'
      ? html`x1="${across(from)}" x2="${across(from)}" y2="${PLOT.height}"`
      : html`x2="100%" y1="${from.toFixed(1)}" y2="${from.toFixed(1)}"`;
  return html`<line class="mark hue-${tone}" ${ends} />`;
}

function annotationLabel(annotation: PlacedAnnotation): SafeHtml {
  const { kind, label, tone, from, to, isSpelled, isAtEnd } = annotation;
  if (!isSpelled) return NOTHING;
  const classes = html`direct hue-${tone} ${isAtEnd ? 'end' : ''}`;
  if (kind !== 'y-mark') {
    return html`<text class="${classes}" x="${across(isAtEnd ? to : from)}" y="-6">${label}</text>`;
  }
  const y = (from + labelShiftPx(annotation)).toFixed(1);
  return html`<text class="${classes}" x="${isAtEnd ? '100%' : '0'}" dx="${isAtEnd ? -4 : 4}" y="${y}">
    ${label}
  </text>`;
}

function endLabels({ series }: Plot, { endLabelsPx }: Layout): SafeHtml[] {
  if (endLabelsPx === null) return [];
  return series.map(
    ({ series: one }, place) =>
      html`<text
        class="direct name ${looksOf(one, place)}"
        x="100%"
        dx="8"
        y="${(endLabelsPx[place] ?? 0).toFixed(1)}"
        dy=".35em"
        >${one.name}</text
      >`,
  );
}
