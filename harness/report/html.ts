import type { SavedRun } from '../scenario/record.ts';
import { banner } from './html/banner.ts';
import { embeddedRun } from './html/embedded-run.ts';
import { findingsSection } from './html/findings-section.ts';
import { identitySection } from './html/identity-section.ts';
import type { OperationsOf } from './html/cited-operations.ts';
import { html, trusted } from './html/safe-html.ts';
import { scenarioSections } from './html/scenario-section.ts';
import { scenarioTable } from './html/scenario-table.ts';
import { STYLE } from './html/style.ts';
import { MARK, statusOf } from './status.ts';

export type { OperationsOf } from './html/cited-operations.ts';

/** No script, no request, no style from elsewhere: whatever gets past the escaping stays inert. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** The run as one self-contained page that needs neither script nor network. */
export function renderHtml(run: SavedRun, operationsOf: OperationsOf): string {
  const status = statusOf(run.record);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>${MARK[status]} ${status.toUpperCase()} · lockstep ${run.record.seed}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#report-findings">Skip to the findings</a>
        <header class="top">
          <p><strong>lockstep</strong> consistency report</p>
          <nav aria-label="Sections">
            <a href="#report-findings">Findings</a><a href="#report-scenarios">Scenarios</a
            ><a href="#report-run">Run</a>
          </nav>
        </header>
        <main>
          ${banner(run)} ${findingsSection(run, operationsOf)} ${scenarioTable(run)} ${scenarioSections(run)}
          ${identitySection(run.record)}
        </main>
        <footer>
          Written by lockstep ${run.record.tool.version} from the files of this run folder; the same files
          give the same page.
        </footer>
        ${embeddedRun(run)}
      </body>
    </html> `;
  return page.toString();
}
