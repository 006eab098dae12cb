import { WIDE_FROM_PX } from './layout.ts';

/** Told apart by the colour-blind too, and with a contrast of 3 or more to the card. */
const LIGHT = ['#0870f6', '#c38510', '#136a58', '#6e299b', '#c3409a', '#2d373f'];
const DARK = ['#6679f4', '#e99f2d', '#73f8e4', '#cf396d', '#eee868', '#a8adbb'];

/** The second way to tell lines apart; the first is unbroken. */
const DASHES = ['none', '9 2', '4 2', '12 2 3 2', '20 3', '2 3'];

const variables = (colours: readonly string[]): string =>
  colours.map((colour, at) => `--series-${at}: ${colour};`).join(' ');

/** What charts look like; only pages that have some need it. */
export const CHART_STYLE = `
:root { ${variables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${variables(DARK)} } }
@media print { :root { ${variables(LIGHT)} } }
${LIGHT.map((_, at) => `.hue-${at} { --hue: var(--series-${at}); }`).join('\n')}
.hue-good { --hue: var(--good); }
.hue-bad { --hue: var(--bad); }
.hue-neutral { --hue: var(--muted); }
${DASHES.map((dash, at) => `.line.look-${at} { stroke-dasharray: ${dash}; }`).join('\n')}
.evidence > .chart { flex: 1 1 460px; margin-top: 16px; container-type: inline-size; break-inside: avoid; }
.chart figcaption { font-weight: 600; font-size: 13px; margin-bottom: 4px; }
.plot { --right: 14px; display: block; overflow: visible; width: calc(100% - var(--left) - var(--right)); margin-left: var(--left); font-size: 11.5px; }
.plot text { fill: var(--muted); font-variant-numeric: tabular-nums; }
.plot .end { text-anchor: end; }
.plot .middle { text-anchor: middle; }
.plot .grid { stroke: var(--line); }
.plot .base { stroke: var(--muted); stroke-opacity: .6; }
.plot .direct { fill: color-mix(in oklab, var(--hue), var(--ink) 30%); paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
.plot .name { font-weight: 550; }
.chart .line, .chart .dots { fill: none; stroke: var(--hue); vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.chart .line { stroke-width: 1.75px; }
.chart .dots { stroke-opacity: .8; stroke-width: 6px; stroke-linecap: round; }
.chart .dots:is(.look-1, .look-3, .look-5) { stroke-linecap: square; stroke-width: 5px; }
.chart .interval { fill: var(--hue); fill-opacity: .16; }
.chart .band { fill: var(--hue); fill-opacity: .1; }
.chart .mark { stroke: var(--hue); stroke-width: 1.25px; stroke-dasharray: 5 3; }
.keys { list-style: none; padding: 0 0 0 var(--left); display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 11.5px; color: var(--muted); }
.keys svg { vertical-align: -1px; margin-right: 2px; overflow: visible; }
.keys .band { fill-opacity: .25; }
.chart .note { font-size: 12px; margin-top: 4px; }
.chart .fold { margin-top: 4px; }
.chart .fold summary { font-weight: 400; font-size: 12px; color: var(--muted); }
@container (min-width: ${WIDE_FROM_PX}px) {
  .plot { --right: var(--end); }
  .keys .spelled { display: none; }
}
@container (max-width: ${WIDE_FROM_PX - 0.02}px) {
  .plot .direct, .plot .extra { display: none; }
}
@media print { .chart .fold { display: none; } }
`;
