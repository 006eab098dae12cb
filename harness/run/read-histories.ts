import { join } from 'node:path';
import type { AnyOperation } from '../history/operation.ts';
import type { SavedRun } from '../scenario/record.ts';
import { readHistory } from './history-file.ts';

/** The operations of each scenario of a saved run that was judged. */
export async function readHistories(
  folder: string,
  run: SavedRun,
): Promise<Map<string, readonly AnyOperation[]>> {
  const judged = run.scenarios.filter(({ verdict }) => verdict !== null);
  const read = judged.map(async ({ outcome }) => {
    const { operations } = await readHistory(join(folder, outcome.name, 'history.ndjson'));
    return [outcome.name, operations] as const;
  });
  return new Map(await Promise.all(read));
}
