import { isInstallerFor } from '../asset/asset-platform.ts';
import type { ClientRun } from '../client/run.ts';
import { clientName, targetOf } from '../clients.ts';
import type { Fault } from '../fault.ts';
import { readManifest } from '../manifest/read-answer.ts';
import { platformsOf } from '../manifest/own-entry.ts';
import type { FeedRecord } from '../record.ts';

/** Where nobody named the clients, those for which nothing was released are not missed: their failures become one warning. */
export function sparingUnreleased(record: FeedRecord, runs: readonly ClientRun[]): ClientRun[] {
  if (!record.question.anyClient || !runs.some(isFound)) return [...runs];
  const released = releasedTargets(record);
  return runs.map((run) => {
    const isMissed = released.has(targetOf(run.client)) || hasInstaller(record, run);
    return isMissed || !run.faults.some(isForWantOfAManifest)
      ? run
      : { ...run, outcome: { kind: 'not-released' }, faults: [notReleased(run)] };
  });
}

/** Something came of a manifest, whatever it was, or it lies there under another name. */
const isFound = ({ steps, faults }: ClientRun): boolean =>
  faults.some(({ id }) => id === 'names-drifted') ||
  steps.some(({ reading }) => reading !== null && reading.kind !== 'refused');

const isForWantOfAManifest = ({ id }: Fault): boolean => id === 'key-missing' || id === 'manifest-not-found';

/** The targets that some manifest of the feed has something for. */
function releasedTargets({ fetches }: FeedRecord): Set<string> {
  const readings = fetches
    .filter(({ what, mirror }) => what === 'manifest' && mirror === null)
    .map(readManifest);
  return new Set(
    readings.flatMap((reading) => (reading.kind === 'release' ? platformsOf(reading.release) : [])),
  );
}

const hasInstaller = ({ listing }: FeedRecord, { client }: ClientRun): boolean =>
  (listing ?? []).some(({ name }) => isInstallerFor(name, client));

function notReleased({ client }: ClientRun): Fault {
  return {
    id: 'platform-not-released',
    severity: 'warning',
    cause: 'not-released',
    says: 'Whoever has such a client gets no update.',
    why: `There is nothing for ${clientName(client)}.`,
    mend: 'Name the clients that you ship with --targets, so that one of them that is forgotten is a failure.',
    culprits: [],
    fetches: [],
  };
}
