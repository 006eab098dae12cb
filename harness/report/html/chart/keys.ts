import { plainText } from '../../plain-text.ts';
import type { SafeHtml } from '../safe-html.ts';
import { html, NOTHING } from '../safe-html.ts';
import type { PlacedAnnotation } from './annotations.ts';
import type { Layout } from './layout.ts';
import type { Plot } from './plot.ts';
import { looksOf } from './shapes.ts';

const LONGEST_NAME = 60;

/** What the lines, bands and marks are called; what the drawing of a wide chart says itself is left out there. */
export function keys({ series }: Plot, layout: Layout, annotations: readonly PlacedAnnotation[]): SafeHtml {
  const isNamed = layout.endLabelsPx !== null;
  const items = [
    ...series.map(({ series: one }, place) => {
      const shape = one.style === 'dots' ? 'dots' : 'line';
      return key({
        name: one.name,
        isSpelled: isNamed,
        swatch: seriesSwatch(shape, looksOf(one, place), one.interval !== undefined),
      });
    }),
    ...annotations.map(({ kind, label, tone, isSpelled }) => {
      const shape = kind === 'band' ? bandSwatch(tone) : markSwatch(tone);
      return key({ name: label, isSpelled, swatch: shape });
    }),
  ];
  return items.length === 0
    ? NOTHING
    : html`<ul class="keys">
        ${items}
      </ul>`;
}

interface Key {
  readonly name: string;
  readonly isSpelled: boolean;
  readonly swatch: SafeHtml;
}

function key({ name, isSpelled, swatch }: Key): SafeHtml {
  return html`<li${isSpelled ? html` class="spelled"` : NOTHING}><svg width="22" height="10" aria-hidden="true">${swatch}</svg> ${plainText(name, LONGEST_NAME)}</li>`;
}

function seriesSwatch(shape: 'dots' | 'line', looks: string, hasInterval: boolean): SafeHtml {
  const area = hasInterval ? html`<rect class="interval ${looks}" width="22" height="10" rx="1" />` : NOTHING;
  const path = shape === 'dots' ? 'M11,5h0' : 'M0,5h22';
  return html`${area}<path class="${shape} ${looks}" d="${path}" />`;
}

function bandSwatch(tone: string): SafeHtml {
  return html`<rect class="band hue-${tone}" x="4" width="14" height="10" rx="2" />`;
}

function markSwatch(tone: string): SafeHtml {
  return html`<line class="mark hue-${tone}" x2="22" y1="5" y2="5" />`;
}
