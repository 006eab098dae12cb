import { scroll } from '../html/parts.ts';
import { html, type SafeHtml } from '../html/safe-html.ts';
import type { ProofRow } from '../../scenario/proof.ts';
import { plainText } from '../plain-text.ts';
import { detectionMatrix, type MatrixCell } from './matrix.ts';

/** A sign for each kind of cell, so that colour is never all that tells them apart. */
const SIGN: Readonly<Record<MatrixCell['kind'], string>> = {
  caught: '✓',
  also: '+',
  missed: '✗',
  alarm: '!',
  silent: '·',
};

const MEANING = [
  ['caught', 'caught by the check that must'],
  ['also', 'also shown by'],
  ['missed', 'missed by the check that must catch it'],
  ['alarm', 'false alarm'],
] as const;

/** What the detection matrix looks like: narrow columns under upright names. */
export const DETECTION_STYLE = `
.detection thead th { vertical-align: bottom; padding: 5px 4px; }
.detection thead th.check-name { writing-mode: vertical-rl; transform: rotate(180deg); text-align: left; min-width: 0; }
.detection td { min-width: 46px; padding: 5px 6px; }
.detection tbody th { white-space: nowrap; position: sticky; left: 0; background: var(--card); }
.detection tbody th small { display: block; color: var(--muted); font-size: 11.5px; }
#report-rows .culprit { white-space: nowrap; }
.is-silent { color: var(--muted); }
.is-caught { background: var(--good-wash); color: var(--good); }
.is-also { background: var(--quiet); color: var(--ink); }
.is-missed { background: var(--bad-wash); color: var(--bad); font-weight: 650; }
.is-alarm { background: var(--doubt-wash); color: var(--doubt); font-weight: 650; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 8px; font-size: 12.5px; color: var(--muted); }
.key b { display: inline-block; padding: 0 7px; border-radius: 4px; margin-right: 5px; }
`;

/** The detection matrix: which check said what of which sabotage. */
export function detectionSection(rows: readonly ProofRow[]): SafeHtml {
  const content = rows.length === 0 ? html`<p class="note">Nothing was planted.</p>` : matrix(rows);
  return html`<section id="report-detection" aria-labelledby="report-detection-title">
    <h2 id="report-detection-title">Detection</h2>
    <div class="card">${content}</div>
  </section>`;
}

function matrix(proofRows: readonly ProofRow[]): SafeHtml {
  const { checks, rows } = detectionMatrix(proofRows);
  const head = checks.map((check) => html`<th scope="col" class="check-name">${plainText(check, 80)}</th>`);
  const body = rows.map(
    ({ sabotage, scenario, cells }) =>
      html`<tr>
        <th scope="row">${plainText(sabotage, 80)}<small>${plainText(scenario, 80)}</small></th>
        ${cells.map(cell)}
      </tr> `,
  );
  const table = html`<table class="matrix detection">
    <caption class="quiet">
      Sabotages and what each check said of them, in runs
    </caption>
    <thead>
      <tr>
        <th scope="col" class="corner">sabotage ↓ · check →</th>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
  const key = MEANING.map(
    ([kind, meaning]) =>
      html`<span><b class="is-${kind}" aria-hidden="true">${SIGN[kind]}</b>${meaning}</span> `,
  );
  return html`${scroll('Detection matrix', table)}
    <p class="key">${key}</p>`;
}

function cell({ kind, text }: MatrixCell): SafeHtml {
  return html`<td class="is-${kind}"><span aria-hidden="true">${SIGN[kind]}</span> ${text}</td>`;
}
