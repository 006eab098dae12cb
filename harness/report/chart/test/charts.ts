import type { Chart, Series } from '../../../checkers/chart.ts';

/** A series that is drawn as a line, unless it is said otherwise. */
export const line = (name: string, points: Series['points'], more: Partial<Series> = {}): Series => ({
  name,
  style: 'line',
  points,
  ...more,
});

/** A chart of latencies in ms over time in s. */
export const latencyChart = (
  series: Chart['series'],
  more: Partial<Chart> & Pick<Chart, 'title'>,
): Chart => ({
  kind: 'chart',
  x: { label: 'Time', unit: 's', scale: 'linear' },
  y: { label: 'Latency', unit: 'ms', scale: 'linear' },
  series,
  ...more,
});
