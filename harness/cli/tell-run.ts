import { join, relative } from 'node:path';
import { renderConsole } from '../report/console.ts';
import { writeReports } from '../report/write-reports.ts';
import { readHistories } from '../run/read-histories.ts';
import type { SavedRun } from '../scenario/record.ts';
import type { Surroundings } from './command.ts';
import type { Options } from './options.ts';

const WIDTH = 110;

interface Told {
  readonly folder: string;
  readonly run: SavedRun;
  readonly options: Options;
  readonly surroundings: Surroundings;
}

/** Writes the reports, and the result to stdout. */
export async function tellRun({ folder, run, options, surroundings }: Told): Promise<void> {
  const { stdout, directory, colour } = surroundings;
  const operations = await readHistories(folder, run);
  const { html } = await writeReports(folder, run, (scenario) => operations.get(scenario) ?? []);
  if (options.json) {
    const result = { folder: relative(directory, folder), report: relative(directory, html), ...run };
    stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const reportPath = join(options.out, 'latest', 'report.html');
  stdout.write(renderConsole(run, { colour, reportPath, width: stdout.columns || WIDTH }));
}
