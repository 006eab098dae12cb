import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes from a run that went as it should what nobody needs to look at: the logs, and from the second run on the
 * history. Its verdict and its metrics stay.
 */
export async function keepWhatIsNeeded(scenarioFolder: string, isFirst: boolean): Promise<void> {
  const unneeded = isFirst ? ['logs'] : ['logs', 'history.ndjson'];
  await Promise.all(unneeded.map((name) => rm(join(scenarioFolder, name), { recursive: true, force: true })));
}
