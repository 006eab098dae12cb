import type { Chart } from '../../../checkers/chart.ts';
import type { DrawnSeries } from '../../chart/values.ts';
import { drawnSeries } from '../../chart/values.ts';
import { counted, figure } from '../../format.ts';
import { plainText } from '../../plain-text.ts';
import { moreNote } from '../parts.ts';
import type { SafeHtml } from '../safe-html.ts';
import { html, NOTHING, trusted } from '../safe-html.ts';
import { annotationsOf } from './annotations.ts';
import { dataTable } from './data-table.ts';
import { drawing } from './drawing.ts';
import { keys } from './keys.ts';
import { layoutOf } from './layout.ts';
import { plotOf } from './plot.ts';
import { MOST_POINTS } from './shapes.ts';

const LONGEST_TITLE = 200;

/** A chart as a figure: the drawing, what its lines are called, what it leaves out, and its numbers. */
export function chartFigure(chart: Chart): SafeHtml {
  const caption = html`<figcaption>${plainText(chart.title, LONGEST_TITLE)}</figcaption>`;
  const plot = plotOf(chart);
  if (plot === null) {
    return html`<figure class="chart">
      ${caption}
      <p class="note">There is nothing to draw: no series has a value.</p>
      ${notes(drawnSeries(chart))}
    </figure>`;
  }
  const layout = layoutOf(plot);
  const { placed, outside } = annotationsOf(plot, layout.widePlotPx);
  const margins = trusted(`--left: ${layout.leftPx}px; --end: ${layout.endPx}px`);
  return html`<figure class="chart" style="${margins}">
    ${caption} ${drawing(plot, layout, placed)} ${keys(plot, layout, placed)} ${notes(plot.series)}
    ${outside.length === 0 ? NOTHING : html`<p class="note">Outside the chart: ${outside.join(', ')}</p>`}
    ${moreNote(plot.hiddenSeries, 'series', 'verdict.json')} ${dataTable(plot)}
  </figure>`;
}

function notes(series: readonly DrawnSeries[]): SafeHtml[] {
  const lost = series.reduce((sum, one) => sum + one.lost, 0);
  const thinned = series.filter(
    ({ series: { style }, values }) => style === 'dots' && values.length > MOST_POINTS,
  );
  return [
    lost === 0
      ? NOTHING
      : html`<p class="note">
          Not drawn: ${counted(lost, 'number')} not finite, or not above zero on a logarithmic axis.
        </p> `,
    ...thinned.map(
      ({ series: { name }, values }) =>
        html`<p class="note">
          ${plainText(name, 60)}: of ${figure(values.length)} dots at most ${MOST_POINTS} are drawn, the
          extremes among them.
        </p> `,
    ),
  ];
}
