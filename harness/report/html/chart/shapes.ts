import type { Series } from '../../../checkers/chart.ts';
import type { ChartValue } from '../../chart/values.ts';
import type { SafeHtml } from '../safe-html.ts';
import { html, NOTHING, trusted } from '../safe-html.ts';
import type { PlotPoint } from './decimate.ts';
import { decimate } from './decimate.ts';
import type { PlotSpan } from './envelope.ts';
import { envelope } from './envelope.ts';
import { alone, areaPath, dotsPath, linePath } from './paths.ts';
import type { Plot } from './plot.ts';

/** More would not be seen, and would make the page heavy. */
export const MOST_POINTS = 600;

const PALETTE = 6;

/** The class of a series' colour, dash and dot: by its place, unless it has a tone of its own. */
export function looksOf({ tone }: Series, place: number): string {
  const hue = typeof tone === 'string' ? tone : Math.abs(Math.trunc(tone ?? place)) % PALETTE;
  return `hue-${Number.isNaN(hue) ? 0 : hue} look-${place % PALETTE}`;
}

/** The intervals of all series as areas, to lie under every line. */
export function intervalAreas(plot: Plot): SafeHtml[] {
  return plot.series.map(({ series, values }, place) => {
    const spans = values.map((value) => spanOf(value, plot));
    const path = areaPath(envelope(spans, MOST_POINTS), series.style);
    return path === ''
      ? NOTHING
      : html`<path class="interval ${looksOf(series, place)}" d="${trusted(path)}" />`;
  });
}

/** The series as lines, steps or dots; a value between two gaps is a dot too. */
export function seriesShapes(plot: Plot): SafeHtml[] {
  return plot.series.map(({ series, values }, place) => {
    const all = values.map(({ x, y }): PlotPoint => [plot.xAt(x), y === null ? null : plot.yAt(y)]);
    const points = decimate(all, MOST_POINTS);
    const looks = looksOf(series, place);
    if (series.style === 'dots') return dots(points, looks);
    return html`<path
        class="line ${looks}"
        d="${trusted(linePath(points, series.style))}"
      />${dots(alone(points), looks)}`;
  });
}

function dots(points: readonly PlotPoint[], looks: string): SafeHtml {
  const path = dotsPath(points);
  return path === '' ? NOTHING : html`<path class="dots ${looks}" d="${trusted(path)}" />`;
}

function spanOf({ x, low, high }: ChartValue, { xAt, yAt }: Plot): PlotSpan {
  return { x: xAt(x), span: low === null || high === null ? null : [yAt(low), yAt(high)] };
}
