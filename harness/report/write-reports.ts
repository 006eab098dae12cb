import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedRun } from '../scenario/record.ts';
import type { OperationsOf } from './html.ts';
import { renderHtml } from './html.ts';
import { renderJunit } from './junit.ts';
import { renderSummary } from './summary.ts';

/** Where the reports of a run were written. */
export interface ReportPaths {
  readonly html: string;
  readonly junit: string;
  readonly summary: string;
}

/** Writes report.html, junit.xml and summary.md into the run folder: the same run gives the same bytes. */
export async function writeReports(
  folder: string,
  run: SavedRun,
  operationsOf: OperationsOf,
): Promise<ReportPaths> {
  const paths = {
    html: join(folder, 'report.html'),
    junit: join(folder, 'junit.xml'),
    summary: join(folder, 'summary.md'),
  };
  await Promise.all([
    writeFile(paths.html, renderHtml(run, operationsOf)),
    writeFile(paths.junit, renderJunit(run)),
    writeFile(paths.summary, renderSummary(run)),
  ]);
  return paths;
}
