import type { ClientRun, Outcome } from '../client/run.ts';
import { clientName } from '../clients.ts';
import type { FeedAsset, FeedRow } from '../finding.ts';
import { printable } from '../printable.ts';

/** A row for each client and endpoint; the older generation has its own only where it ends otherwise. */
export function rowsOf(runs: readonly ClientRun[]): FeedRow[] {
  const newer = runs.filter(({ generation }) => generation === 'newer');
  return newer.flatMap((run) => {
    const older = runs.find((one) => one.generation === 'older' && one.client === run.client);
    const isAlike =
      older === undefined || older.outcome.kind === 'unknown' || isSameEnd(older.outcome, run.outcome);
    const name = clientName(run.client);
    return [...rowsOfRun(run, name), ...(isAlike ? [] : rowsOfRun(older, `${name} (2.0.x)`))];
  });
}

const isSameEnd = (a: Outcome, b: Outcome): boolean => a.kind === b.kind;

function rowsOfRun({ steps, outcome }: ClientRun, client: string): FeedRow[] {
  const deciding = steps.findLastIndex(({ move }) => move !== 'not-asked');
  return steps.map(({ endpoint, came, move }, at) => ({
    client,
    endpoint: printable(endpoint),
    came,
    move,
    outcome: at === deciding ? outcomeText(outcome) : null,
  }));
}

/** An outcome in a few words. */
function outcomeText(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'installs':
      return `installs ${printable(outcome.version, 60)}`;
    case 'up-to-date':
      return outcome.version === null
        ? 'up to date'
        : `up to date (${printable(outcome.version, 60)} is there)`;
    case 'fails':
      return `fails: ${outcome.says}`;
    case 'unknown':
      return `unknown: ${outcome.why}`;
    case 'not-released':
      return 'not released';
  }
}

/** The assets that clients take, each once, the most taken first. */
export function assetsOf(runs: readonly ClientRun[]): FeedAsset[] {
  const taken = runs.flatMap(({ asset, client }) =>
    asset === null ? [] : [{ asset, name: clientName(client) }],
  );
  return [...Map.groupBy(taken, ({ asset }) => asset.url).values()]
    .flatMap((those): FeedAsset[] => {
      const asset = those[0]?.asset;
      if (asset === undefined) return [];
      const { name, bytes, keyId } = asset;
      return [{ name, bytes, keyId, clients: [...new Set(those.map((one) => one.name))] }];
    })
    .toSorted((a, b) => b.clients.length - a.clients.length);
}
