import type { Cell, Evidence } from '../../checkers/verdict.ts';
import { figure } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { chartFigure } from './chart/figure.ts';
import { moreNote, scroll, table } from './parts.ts';
import type { SafeHtml } from './safe-html.ts';
import { html, NOTHING } from './safe-html.ts';

type Matrix = Extract<Evidence, { kind: 'matrix' }>;
type Table = Extract<Evidence, { kind: 'table' }>;

const MAX_ITEMS = 12;
const MAX_ROWS = 100;
const MAX_COLUMNS = 32;
/** Longer tables are folded away. */
const OPEN_ROWS = 12;

const SIGN: Readonly<Record<Cell['tone'], string>> = { good: '✓', bad: '✗', neutral: '·' };

/** The evidence of a check, as far as a person reads it. */
export function evidenceList(evidence: readonly Evidence[]): SafeHtml {
  if (evidence.length === 0) return NOTHING;
  return html`<div class="evidence">${evidence.slice(0, MAX_ITEMS).map(evidenceItem)}</div>
    ${moreNote(evidence.length - MAX_ITEMS, 'pieces of evidence', 'verdict.json')}`;
}

function evidenceItem(item: Evidence): SafeHtml {
  switch (item.kind) {
    case 'matrix':
      return matrix(item);
    case 'table':
      return evidenceTable(item);
    case 'chart':
      return chartFigure(item);
  }
}

function matrix({ title, rowsLabel, columnsLabel, rows, columns, cells }: Matrix): SafeHtml {
  const head = columns.slice(0, MAX_COLUMNS).map((name) => html`<th scope="col">${plainText(name, 60)}</th>`);
  const body = rows.slice(0, MAX_ROWS).map((name, at) => {
    const row = (cells[at] ?? []).slice(0, MAX_COLUMNS).map(matrixCell);
    return html`<tr>
      <th scope="row">${plainText(name, 60)}</th>
      ${row}
    </tr> `;
  });
  const content = html`<table class="matrix">
    <caption>
      ${plainText(title, 200)}
    </caption>
    <thead>
      <tr>
        <th scope="col" class="corner">${plainText(rowsLabel, 40)} ↓ · ${plainText(columnsLabel, 40)} →</th>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
  const hidden = Math.max(0, rows.length - MAX_ROWS);
  return html`${scroll(title, content)}${moreNote(hidden, 'rows', 'verdict.json')}${moreNote(columns.length - MAX_COLUMNS, 'columns', 'verdict.json')}`;
}

function matrixCell({ text, tone }: Cell): SafeHtml {
  return html`<td class="tone-${tone}">
    <span aria-hidden="true">${SIGN[tone]}</span> ${plainText(text, 60)}
  </td>`;
}

function evidenceTable({ title, columns, rows }: Table): SafeHtml {
  const numeric = columns.flatMap((_, at) => (rows.every((row) => typeof row[at] !== 'string') ? [at] : []));
  const shown = rows.slice(0, MAX_ROWS).map((row) => row.slice(0, MAX_COLUMNS).map(cellText));
  const content = table({ caption: title, columns: columns.slice(0, MAX_COLUMNS), numeric }, shown);
  const note = moreNote(rows.length - MAX_ROWS, 'rows', 'verdict.json');
  if (rows.length <= OPEN_ROWS) return html`${content}${note}`;
  return html`<details class="fold">
    <summary>${plainText(title, 200)} (${figure(rows.length)} rows)</summary>
    ${content}${note}
  </details>`;
}

function cellText(value: string | number | null): string {
  if (value === null) return '–';
  return typeof value === 'number' ? figure(value) : plainText(value, 160);
}
