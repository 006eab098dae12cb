import { moreNote, pill, table } from '../html/parts.ts';
import type { Fragment } from '../html/safe-html.ts';
import { html, NOTHING, type SafeHtml } from '../html/safe-html.ts';
import type { HealthyRow, ProofRecord, ProofRow } from '../../scenario/proof.ts';
import { plainText } from '../plain-text.ts';
import { MARK } from '../status.ts';
import { intervalText, isGood, notPlantedByReason, timeText } from './wording.ts';

const MOST_ROWS = 500;

/** Every claim with its figures, what went wrong first. */
export function rowsSection(rows: readonly ProofRow[]): SafeHtml {
  if (rows.length === 0) return NOTHING;
  const columns = ['Sabotage', 'Planted in', 'Found', '95 % interval', 'After', 'By', 'Blamed', 'Cause'];
  const ordered = [...rows.filter((row) => !isGood(row)), ...rows.filter(isGood)];
  const caption = 'Every sabotage, what went wrong first';
  return html`<section id="report-rows" aria-labelledby="report-rows-title">
    <h2 id="report-rows-title">Sabotages</h2>
    <div class="card">
      ${table({ caption, columns, numeric: [2, 3, 4], quiet: true }, ordered.slice(0, MOST_ROWS).map(rowCells))}
      ${moreNote(ordered.length - MOST_ROWS, 'rows', 'prove.json')}
    </div>
  </section>`;
}

function rowCells(row: ProofRow): Fragment[] {
  const { sabotage, scenario, fault, where, check, expected, detected, runs, interval } = row;
  const culprits = row.culprits.map((culprit) => html`<span class="chip culprit">${culprit}</span> `);
  return [
    html`${sabotage}<br /><small>${fault}</small>`,
    html`${where}: ${row.atFault.join(', ')}<br /><small>${scenario}</small>`,
    html`${outcomePill(row)} ${detected} / ${runs}`,
    intervalText(interval),
    timeText(row),
    html`<code>${check}</code
      >${expected === 'unknown' ? html`<br /><small>can only be unknown</small>` : NOTHING}`,
    culprits.length === 0 ? '–' : culprits,
    row.cause === null ? '–' : plainText(row.cause, 400),
  ];
}

function outcomePill(row: ProofRow): SafeHtml {
  const status = isGood(row) ? 'valid' : 'invalid';
  const word = row.detected < row.runs ? 'missed' : isGood(row) ? 'found' : 'false alarm';
  return html`<span class="pill is-${status}"><span aria-hidden="true">${MARK[status]}</span> ${word}</span>`;
}

/** The healthy runs of each scenario. */
export function healthySection(rows: readonly HealthyRow[]): SafeHtml {
  const columns = ['Scenario', 'Verdict', 'Runs', 'Valid', 'Why not'];
  const cells = rows.map(({ scenario, runs, valid, skipped, notValid }): Fragment[] => [
    scenario,
    pill(skipped !== null ? 'skipped' : valid === runs ? 'valid' : 'invalid'),
    runs,
    valid,
    skipped ?? notValid[0]?.reason ?? '–',
  ]);
  return html`<section id="report-healthy" aria-labelledby="report-healthy-title">
    <h2 id="report-healthy-title">Healthy runs</h2>
    <div class="card overview">
      ${table({ caption: 'Healthy runs of each scenario', columns, numeric: [2, 3], quiet: true }, cells)}
    </div>
  </section>`;
}

/** What cannot be planted here, and why; nothing when all can. */
export function notPlantedSection(proof: ProofRecord): SafeHtml {
  const reasons = notPlantedByReason(proof);
  if (reasons.length === 0) return NOTHING;
  const items = reasons.map(
    ([reason, names]) =>
      html`<li>
        ${pill('skipped')} <span>${reason}<br />${plainText(names.join(', '))}</span>
      </li> `,
  );
  return html`<section id="report-not-planted" aria-labelledby="report-not-planted-title">
    <h2 id="report-not-planted-title">Cannot be planted here</h2>
    <ul class="doubts card">
      ${items}
    </ul>
  </section>`;
}
