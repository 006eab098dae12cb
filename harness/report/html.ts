import type { SavedRun } from '../scenario/record.ts';
import { banner } from './html/banner.ts';
import { CHART_STYLE } from './html/chart/chart-style.ts';
import type { OperationsOf } from './html/cited-operations.ts';
import { embeddedRun } from './html/embedded-run.ts';
import { findingsSection } from './html/findings-section.ts';
import { identitySection } from './html/identity-section.ts';
import { renderPage } from './html/page.ts';
import { html } from './html/safe-html.ts';
import { scenarioSections } from './html/scenario-section.ts';
import { scenarioTable } from './html/scenario-table.ts';
import { MARK, statusOf } from './status.ts';

export type { OperationsOf } from './html/cited-operations.ts';

/** The run as one self-contained page that needs neither script nor network. */
export function renderHtml(run: SavedRun, operationsOf: OperationsOf): string {
  const status = statusOf(run.record);
  return renderPage({
    title: `${MARK[status]} ${status.toUpperCase()} · lockstep ${run.record.seed}`,
    kind: 'consistency report',
    sections: [
      ['report-findings', 'Findings'],
      ['report-scenarios', 'Scenarios'],
      ['report-run', 'Run'],
    ],
    content: html`${banner(run)} ${findingsSection(run, operationsOf)} ${scenarioTable(run)}
    ${scenarioSections(run)} ${identitySection(run.record)}`,
    version: run.record.tool.version,
    ...(hasCharts(run) ? { style: CHART_STYLE } : {}),
    data: embeddedRun(run),
  });
}

function hasCharts({ scenarios }: SavedRun): boolean {
  const checks = scenarios.flatMap(({ verdict }) => verdict?.checks ?? []);
  return checks.some(({ evidence }) => evidence.some(({ kind }) => kind === 'chart'));
}
