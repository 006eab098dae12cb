import type { SavedRun } from '../../scenario/record.ts';
import { answersText } from '../coverage.ts';
import type { SavedScenario } from '../findings.ts';
import { duration, figure } from '../format.ts';
import { failedFirst } from '../status.ts';
import { anchorOf } from './anchor.ts';
import { pill, table } from './parts.ts';
import type { Fragment, SafeHtml } from './safe-html.ts';
import { html } from './safe-html.ts';

/** Every scenario in one row, failed first. */
export function scenarioTable(run: SavedRun): SafeHtml {
  const columns = [
    'Scenario',
    'Verdict',
    'Claims held',
    'Operations',
    'Answers by replica',
    'Lag p99',
    'Took',
  ];
  const rows = failedFirst(run.scenarios).map(row);
  return html`<section id="report-scenarios" aria-labelledby="report-scenarios-title">
    <h2 id="report-scenarios-title">Scenarios</h2>
    <div class="card overview">
      ${table({ caption: 'All scenarios, failed first', columns, numeric: [2, 3, 4, 5, 6], quiet: true }, rows)}
    </div>
  </section>`;
}

function row({ outcome, verdict, metrics }: SavedScenario): Fragment[] {
  const checks = verdict?.checks ?? [];
  const held = checks.filter((check) => check.verdict.status === 'valid').length;
  return [
    html`<a href="#${anchorOf(outcome.name)}">${outcome.name}</a>`,
    pill(outcome.status),
    checks.length === 0 ? '–' : `${held} / ${checks.length}`,
    metrics === null ? '–' : figure(metrics.operations),
    answersText(metrics),
    metrics === null ? '–' : duration(metrics.eventLoopLagMs.p99),
    metrics === null ? '–' : duration(metrics.wallMs),
  ];
}
