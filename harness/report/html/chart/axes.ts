import { axisText } from '../../chart/text.ts';
import type { SafeHtml } from '../safe-html.ts';
import { html, trusted } from '../safe-html.ts';
import type { Layout, ShownTick } from './layout.ts';
import type { Plot } from './plot.ts';
import { PLOT } from './plot.ts';

const TICK_PX = 4;

/** The grid and the figures of both axes, and above and below the plot what they measure. */
export function axes(plot: Plot, { leftPx, xTicks, yTicks }: Layout, captionPx: number): SafeHtml {
  const { chart, xAt, yAt } = plot;
  const lines = yTicks.map(({ at, label }) => {
    const y = yAt(at).toFixed(1);
    return html`<line class="grid" x2="100%" y1="${y}" y2="${y}" /><text
        class="end"
        x="-8"
        y="${y}"
        dy=".35em"
      >
        ${label}
      </text> `;
  });
  return html`<text class="axis" x="${-leftPx}" y="${-captionPx}">${axisText(chart.y)}</text>${lines}
    <line
      class="base"
      x2="100%"
      y1="${PLOT.height}"
      y2="${PLOT.height}"
    />${xTicks.map((tick) => xTick(tick, xAt))}
    <text class="axis end" x="100%" y="${PLOT.height + 36}">${axisText(chart.x)}</text>`;
}

/** A place across, in percent of the width; our own digits, so nothing to escape. */
export function across(units: number): SafeHtml {
  return trusted(`${((units / PLOT.width) * 100).toFixed(2)}%`);
}

function xTick({ at, label, isExtra }: ShownTick, xAt: Plot['xAt']): SafeHtml {
  const x = across(xAt(at));
  return html`<line class="base" x1="${x}" x2="${x}" y1="${PLOT.height}" y2="${PLOT.height + TICK_PX}" /><text
      class="middle ${isExtra ? 'extra' : ''}"
      x="${x}"
      y="${PLOT.height + 18}"
      >${label}</text
    > `;
}
