import type { Axis, Chart } from '../../checkers/chart.ts';
import { counted, figure } from '../format.ts';
import { plainText } from '../plain-text.ts';
import type { DrawnSeries } from './values.ts';
import { drawnSeries } from './values.ts';

const DIGITS = 4;
const LONGEST_NAME = 60;
const LONGEST_LABEL = 32;
const LONGEST_UNIT = 8;
const MOST_SERIES = 12;

/** A number of a chart with four digits that count: `34.57`, `12,346`. */
export function valueText(value: number): string {
  return figure(Number.isSafeInteger(value) ? value : Number(value.toPrecision(DIGITS)));
}

/** What an axis measures, with its unit: `Latency (ms)`. */
export function axisText({ label, unit }: Axis): string {
  const name = plainText(label, LONGEST_LABEL);
  return unit === '' ? name : `${name} (${plainText(unit, LONGEST_UNIT)})`;
}

/** The chart in words, a sentence a series: how many values, from where to where, lowest, highest and last. */
export function chartSentences(chart: Chart, drawn: readonly DrawnSeries[] = drawnSeries(chart)): string[] {
  const shown = drawn.slice(0, MOST_SERIES).map((series) => seriesSentence(series, chart));
  const more = drawn.length - shown.length;
  return more > 0 ? [...shown, `And ${more} more series.`] : shown;
}

function seriesSentence({ series, values }: DrawnSeries, { x, y }: Chart): string {
  const name = plainText(series.name, LONGEST_NAME);
  const there = values.flatMap((value) => (value.y === null ? [] : [{ x: value.x, y: value.y }]));
  const [first, last] = [there[0], there.at(-1)];
  if (first === undefined || last === undefined) return `${name}: nothing.`;
  const lowest = there.reduce((low, value) => Math.min(low, value.y), Infinity);
  const highest = there.reduce((high, value) => Math.max(high, value.y), -Infinity);
  const span = `${valueText(first.x)} to ${withUnit(last.x, x)}`;
  return `${name}: ${counted(there.length, 'value')} from ${span}, lowest ${withUnit(lowest, y)}, highest ${withUnit(highest, y)}, last ${withUnit(last.y, y)}.`;
}

function withUnit(value: number, { unit }: Axis): string {
  return `${valueText(value)} ${plainText(unit, LONGEST_UNIT)}`.trim();
}
