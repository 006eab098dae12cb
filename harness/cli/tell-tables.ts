import { renderTable } from '../report/console-table.ts';
import type { SavedRun } from '../scenario/record.ts';
import type { Surroundings } from './command.ts';

const WIDTH = 110;
/** Writes the tables of a check to stdout, up to its first chart; the rest is in the report. */
export function tellTables(
  run: SavedRun,
  { check, surroundings: { stdout } }: { readonly check: string; readonly surroundings: Surroundings },
): void {
  const evidence = run.scenarios
    .flatMap(({ verdict }) => verdict?.checks ?? [])
    .filter(({ name }) => name === check)
    .flatMap((judged) => judged.evidence);
  const firstChart = evidence.findIndex(({ kind }) => kind === 'chart');
  const shown = evidence.slice(0, firstChart < 0 ? undefined : firstChart);
  for (const table of shown.filter((one) => one.kind === 'table'))
    stdout.write(`\n${renderTable(table, stdout.columns || WIDTH)}`);
}
