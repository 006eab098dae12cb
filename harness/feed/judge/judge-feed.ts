import { heldKey } from '../client/held-key.ts';
import { type ClientRun, runClient } from '../client/run.ts';
import { clientName } from '../clients.ts';
import type { Generation } from '../endpoint.ts';
import type { FeedJudgement } from '../finding.ts';
import type { FeedRecord } from '../record.ts';
import { metFaults } from './aggregate.ts';
import { groupFaults } from './group.ts';
import { unmet } from './met-fault.ts';
import { missingPerTarget } from './per-target.ts';
import { releaseFaults } from './policies.ts';
import { sparingUnreleased } from './released.ts';
import { assetsOf, rowsOf } from './rows.ts';

const GENERATIONS: readonly Generation[] = ['newer', 'older'];

/** Runs every client of the question, of both generations, against what was seen of the feed, and says what is wrong: one finding for each cause. */
export function judgeFeed(record: FeedRecord): FeedJudgement {
  const held = heldKey(record.question);
  const runs = sparingUnreleased(
    record,
    record.question.clients.flatMap((client) =>
      GENERATIONS.map((generation) => runClient(record, { client, generation, held })),
    ),
  );
  const newer = runs.filter(({ generation }) => generation === 'newer');
  return {
    findings: groupFaults(record, [
      ...metFaults(runs),
      ...missingPerTarget(runs),
      ...releaseFaults(record, runs, held.key).map(unmet),
    ]),
    rows: rowsOf(runs),
    assets: assetsOf(runs),
    judged: newer.filter(isDefinite).length,
    gaps: gapsOf(newer),
    keyId: held.key?.id ?? null,
  };
}

const isDefinite = ({ outcome }: ClientRun): boolean =>
  outcome.kind !== 'unknown' && outcome.kind !== 'not-released';

/** Why clients could not be judged, each reason once with those it is of. */
function gapsOf(runs: readonly ClientRun[]): string[] {
  const unknown = runs.flatMap(({ client, outcome }) =>
    outcome.kind === 'unknown' ? [{ name: clientName(client), why: outcome.why }] : [],
  );
  return [...Map.groupBy(unknown, ({ why }) => why)].map(
    ([why, those]) => `${those.map(({ name }) => name).join(', ')}: ${why}`,
  );
}
