import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chart } from '../../../checkers/chart.ts';
import { latencyChart, line } from '../../chart/test/charts.ts';
import { HOSTILE, HUGE } from '../../test-runs-hostile.ts';
import { chartFigure } from './figure.ts';

const chart = latencyChart(
  [
    line('p50', [
      [0, 0],
      [1, 50],
      [2, null],
      [3, 100],
      [4, 50],
    ]),
  ],
  { title: 'Latency & rate' },
);
const render = (more: Partial<Chart> = {}): string =>
  chartFigure({ ...chart, ...more })
    .toString()
    .replace(/\s+/g, ' ');

test('draws a chart that has a name, says what it shows, and keeps its figures beside it', () => {
  const text = render();
  expect(text).toContain('<figcaption>Latency &amp; rate</figcaption>');
  expect(text).toMatch(
    /<svg class="plot" width="100%" height="270" role="img" [^>]*> <title>Latency &amp; rate</,
  );
  expect(text).toContain(
    '<desc>p50: 4 values from 0 to 4 s, lowest 0 ms, highest 100 ms, last 50 ms.</desc>',
  );
  expect(text).toContain('d="M0,200L250,100M750,0L1000,100"');
  expect(text).toContain('viewBox="0 0 1000 200" preserveAspectRatio="none"');
  expect(text).toMatch(
    /<summary>Data<\/summary>.*<th scope="row" class="number">2<\/th> <td class="number">–<\/td>/,
  );
});

test('puts units on the axes and few figures', () => {
  const texts = [...render().matchAll(/<text class="(axis|end|middle)[^>]*> ?([^<]*?) ?<\/text/g)];
  expect(texts.map(([, , text]) => text)).toEqual([
    'Latency (ms)',
    '0',
    '20',
    '40',
    '60',
    '80',
    '100',
    '0',
    '0.5',
    '1',
    '1.5',
    '2',
    '2.5',
    '3',
    '3.5',
    '4',
    'Time (s)',
  ]);
});

test('tells series apart by colour and by dash, and takes the tone a series has', () => {
  const series = [
    line('a', [[0, 1]]),
    line('b', [[0, 2]], { tone: 'bad' }),
    line('c', [[0, 3]], { tone: 0 }),
    ...['d', 'e', 'f', 'g'].map((name) => line(name, [[0, 4]])),
  ];
  const looks = [...render({ series }).matchAll(/class="line (hue-\w+ look-\d)" d="M(?!0,5h22)/g)];
  expect(looks.map(([, look]) => look)).toEqual([
    'hue-0 look-0',
    'hue-bad look-1',
    'hue-0 look-2',
    'hue-3 look-3',
    'hue-4 look-4',
    'hue-5 look-5',
    'hue-0 look-0',
  ]);
});

test('takes the first colour for a tone that is no place in the palette', () => {
  const series = [line('a', [[0, 1]], { tone: NaN }), line('b', [[0, 2]], { tone: -7.5 })];
  const text = render({ series });
  expect(text).toContain('hue-0 look-0');
  expect(text).toContain('hue-1 look-1');
});

test('uses the words of the axis instead of its numbers', () => {
  const ticks = [1, 2, 3, 4].map((at) => ({ at, label: `percentile ${at}` }));
  const text = render({ x: { ...chart.x, ticks } });
  expect(text).toMatch(/<text class="middle " x="25.00%" y="218" ?>percentile 1</);
  expect(text).toMatch(/<text class="middle extra" x="50.00%" y="218" ?>percentile 2</);
  expect(text).toMatch(/<th scope="row" class="number">percentile 3<\/th> <td class="number">100</);
});

test('writes a label that has no room only in the legend', () => {
  const bands = [10, 11].map((at) => ({ from: at / 10, to: at / 10 + 0.1, label: `fault ${at}` }));
  const text = render({ bands });
  expect(text).toMatch(/<text class="direct[^>]*>fault 10</);
  expect(text).not.toMatch(/<text class="direct[^>]*>fault 11</);
  expect(text).toMatch(/<li><svg.*?<\/svg> fault 11<\/li>/);
});

test('draws a value between two gaps as a dot', () => {
  expect(render({ series: [line('a', [[3, 7]])] })).toMatch(/class="dots hue-0 look-0" d="M500\.0,[\d.]+h0"/);
});

test('draws the interval of a series under it', () => {
  const points = [
    [0, 50],
    [1, 60],
  ] as const;
  const interval = { low: [40, 50], high: [60, 100] };
  const text = render({ series: [line('fit', points, { interval })] });
  expect(text).toContain('class="interval hue-0 look-0" d="M0,80L1000,0L1000,100L0,120Z"');
  expect(text).toContain('60 (50 to 100)');
});

test('shades bands, draws marks, and names both', () => {
  const text = render({
    bands: [{ from: 1, to: 2, label: 'partition', tone: 'bad' }],
    marks: [{ axis: 'y', at: 75, label: 'limit' }],
  });
  expect(text).toContain('<rect class="band hue-bad" x="25.00%" width="25.00%" height="200" />');
  expect(text).toContain('<text class="direct hue-bad " x="25.00%" y="-6">partition</text>');
  expect(text).toContain('<line class="mark hue-neutral" x2="100%" y1="50.0" y2="50.0" />');
  expect(text).toMatch(/<li class="spelled"><svg.*?<\/svg> limit<\/li>/);
});

test('draws no more than 600 points of a series, and says so of dots', () => {
  const points = Array.from({ length: 20_000 }, (_, x) => [x, (x * 7919) % 1000] as const);
  const text = render({ series: [line('p99', points), line('calls', points, { style: 'dots' })] });
  const paths = [...text.matchAll(/ d="(M[^"]*)"/g)].map(([, path = '']) => path.match(/[ML]/g)?.length ?? 0);
  expect(Math.max(...paths)).toBeLessThanOrEqual(600);
  expect(Math.max(...paths)).toBeGreaterThan(500);
  expect(text).toContain('calls: of 20,000 dots at most 600 are drawn');
  expect(text.length).toBeLessThan(60_000);
});

test('says how many series it does not draw', () => {
  const series = Array.from({ length: 15 }, (_, at) => line(`s${at}`, [[0, at]]));
  expect(render({ series })).toContain('… and 3 more series, in verdict.json');
});

test('says that there is nothing, instead of drawing an empty chart', () => {
  for (const series of [[], [line('p50', [])], [line('p50', [[1, null]])], [line('p50', [[1, NaN]])]]) {
    const text = render({ series });
    expect(text).toContain('There is nothing to draw');
    expect(text).not.toContain('<svg');
  }
  expect(render({ series: [line('p50', [[1, NaN]])] })).toContain('Not drawn: 1 number');
});

test('says what has no place on a logarithmic axis', () => {
  const points = [
    [0, 1],
    [1, 0],
    [2, -5],
    [3, 10],
  ] as const;
  const text = render({ y: { ...chart.y, scale: 'log' }, series: [line('p50', points)] });
  expect(text).toContain('Not drawn: 2 numbers not finite, or not above zero on a logarithmic axis.');
});

test.each([HOSTILE, HUGE])('never lets hostile text become markup (%#)', (text) => {
  const axis = { label: text, unit: text, scale: 'linear', ticks: [{ at: 1, label: text }] } as const;
  const shown = render({
    title: text,
    x: axis,
    y: { ...axis, ticks: [{ at: 50, label: text }] },
    series: [line(text, chart.series[0]!.points), line(text, [[1, 3]], { style: 'dots' })],
    bands: [{ from: 1, to: 2, label: text }],
    marks: [
      { axis: 'y', at: 75, label: text },
      { axis: 'x', at: 1e9, label: text },
    ],
  });
  expect(shown).not.toMatch(/<script|<img|<svg\/|<!--|<!\[CDATA|<b>RTL/i);
  expect(shown).toContain('&lt;script&gt;');
  expect(shown.length).toBeLessThan(20_000);
});

test('writes only finite numbers, and the same text again, whatever the data', () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(null, 0, -1, 1, 1e300, 5e-324, NaN, Infinity));
  const axis = fc.record({
    label: fc.string(),
    unit: fc.string(),
    scale: fc.constantFrom('linear' as const, 'log' as const),
  });
  const series = fc.record({
    name: fc.string(),
    style: fc.constantFrom('line' as const, 'step' as const, 'dots' as const),
    points: fc.array(fc.tuple(number, number), { maxLength: 30 }),
    tone: fc.oneof(fc.double(), fc.constantFrom('good' as const, 'bad' as const)),
    interval: fc.record({ low: fc.array(number), high: fc.array(number) }),
  });
  const any = fc.record({
    kind: fc.constant('chart' as const),
    title: fc.string(),
    x: axis,
    y: axis,
    series: fc.array(series, { maxLength: 4 }),
    bands: fc.array(fc.record({ from: number, to: number, label: fc.string() }), { maxLength: 3 }),
    marks: fc.array(
      fc.record({ axis: fc.constantFrom('x' as const, 'y' as const), at: number, label: fc.string() }),
      { maxLength: 3 },
    ),
  });
  fc.assert(
    fc.property(any, (one) => {
      const text = chartFigure(one).toString();
      const attributes = [...text.matchAll(/ (?:d|x|y|[xy][12]|dx|width|height|style)="([^"]*)"/g)];
      expect(attributes.filter(([, value]) => /NaN|Infinity|undefined|\de[+-]?\d/.test(value ?? ''))).toEqual(
        [],
      );
      expect(text).not.toMatch(/hue-(?!(?:[0-5]|good|bad|neutral)[ "])/);
      expect(chartFigure(one).toString()).toBe(text);
    }),
  );
});
