import type { Axis } from '../../../checkers/chart.ts';
import { axisText, valueText } from '../../chart/text.ts';
import type { ChartValue } from '../../chart/values.ts';
import { figure } from '../../format.ts';
import { plainText } from '../../plain-text.ts';
import { table } from '../parts.ts';
import type { SafeHtml } from '../safe-html.ts';
import { html, NOTHING } from '../safe-html.ts';
import type { Plot } from './plot.ts';

const MOST_ROWS = 60;
const LONGEST_NAME = 40;

/** The chart's numbers, folded: a row for each x, or evenly chosen ones where there are too many to read. */
export function dataTable({ chart, series }: Plot): SafeHtml {
  const places = [...new Set(series.flatMap(({ values }) => values.map(({ x }) => x)))];
  places.sort((left, right) => left - right);
  const every = Math.ceil(places.length / MOST_ROWS);
  const shown = places.filter((_, at) => at % every === 0);
  const byPlace = series.map(({ values }) => Map.groupBy(values, ({ x }) => x));
  const rows = shown.map((x) => [
    placeText(x, chart.x),
    ...byPlace.map((values) => (values.get(x) ?? []).map(cellText).join(', ') || '–'),
  ]);
  const names = series.map(({ series: { name } }) => plainText(name, LONGEST_NAME));
  const options = {
    caption: axisText(chart.y),
    columns: [axisText(chart.x), ...names],
    numeric: [0, ...names.map((_, at) => at + 1)],
  };
  const some =
    every > 1
      ? html`<p class="note">
          ${figure(shown.length)} of ${figure(places.length)} rows; all are in verdict.json
        </p>`
      : NOTHING;
  return html`<details class="fold">
    <summary>Data</summary>
    ${table(options, rows)}${some}
  </details>`;
}

function placeText(x: number, { ticks = [] }: Axis): string {
  const named = ticks.find(({ at }) => at === x);
  return named === undefined ? valueText(x) : plainText(named.label, LONGEST_NAME);
}

function cellText({ y, low, high }: ChartValue): string {
  const value = y === null ? '–' : valueText(y);
  return low === null || high === null ? value : `${value} (${valueText(low)} to ${valueText(high)})`;
}
