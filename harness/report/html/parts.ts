import type { ReportStatus } from '../status.ts';
import { label, MARK } from '../status.ts';
import type { Fragment, SafeHtml } from './safe-html.ts';
import { html, NOTHING } from './safe-html.ts';

/** A status as a pill: mark, word and colour. */
export function pill(status: ReportStatus): SafeHtml {
  return html`<span class="pill is-${status}"
    ><span aria-hidden="true">${MARK[status]}</span> ${label(status)}</span
  >`;
}

/** Names and values side by side; an entry without a value is left out. */
export function facts(entries: readonly (readonly [string, Fragment])[]): SafeHtml {
  const shown = entries.filter(([, value]) => value !== null);
  return html`<dl class="facts">
    ${shown.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** What a table is about, what its columns hold, and whether it is told to print numbers flush right. */
export interface TableOptions {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The columns that hold numbers, from 0. */
  readonly numeric?: readonly number[];
  /** Whether the caption is only for those who cannot see the heading above. */
  readonly quiet?: boolean;
}

/** A table in a frame that scrolls by itself; the first cell of each row is its heading. */
export function table(options: TableOptions, rows: readonly (readonly Fragment[])[]): SafeHtml {
  const { caption, columns, numeric = [], quiet = false } = options;
  const kind = (at: number): string => (numeric.includes(at) ? 'number' : 'text');
  const head = columns.map((column, at) => html`<th scope="col" class="${kind(at)}">${column}</th>`);
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((cell, at) => html`<td class="${kind(at + 1)}">${cell}</td>`);
    return html`<tr>
      <th scope="row" class="${kind(0)}">${first}</th>
      ${cells}
    </tr> `;
  });
  return scroll(
    caption,
    html`<table><caption${quiet ? html` class="quiet"` : NOTHING}>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table>`,
  );
}

/** A frame that scrolls sideways, by the keyboard too. */
export function scroll(name: string, content: Fragment): SafeHtml {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${name}">${content}</div>`;
}

/** `… and n more` where a list was cut short. */
export function moreNote(count: number, noun: string, where: string): SafeHtml {
  return count > 0 ? html`<p class="note">… and ${count} more ${noun}, in ${where}</p>` : NOTHING;
}
