import type { RunRecord, SavedRun } from '../../scenario/record.ts';
import { reasonOf } from '../findings.ts';
import { duration } from '../format.ts';
import { exitText, MARK, statusOf, tally } from '../status.ts';
import { facts } from './parts.ts';
import type { SafeHtml } from './safe-html.ts';
import { html } from './safe-html.ts';

/** The verdict, why, and on what, before anything else. */
export function banner(run: SavedRun): SafeHtml {
  const { record } = run;
  const status = statusOf(record);
  return html`<section class="banner is-${status}" aria-labelledby="report-verdict">
    <h1 id="report-verdict"><span aria-hidden="true">${MARK[status]}</span> ${status.toUpperCase()}</h1>
    <p class="reason">${reasonOf(run)}</p>
    ${facts([
      ['Exit code', exitText(record)],
      ['Scenarios', tally(run)],
      ['Replicas', record.replicas || null],
      ['Driver', record.driver.name],
      ['Sabotage', record.sabotage],
      ['Seed', html`<code>${record.seed}</code>`],
      ['Took', tookText(record)],
    ])}
  </section>`;
}

/** How long the whole run took by its own stamps; a dash when it never finished. */
export function tookText({ startedAt, finishedAt }: Pick<RunRecord, 'startedAt' | 'finishedAt'>): string {
  const tookMs = finishedAt === null ? Number.NaN : Date.parse(finishedAt) - Date.parse(startedAt);
  return Number.isNaN(tookMs) ? '–' : duration(tookMs);
}
