import { clientName } from '../clients.ts';
import type { Severity } from '../fault.ts';
import type { Finding } from '../finding.ts';
import type { FeedRecord } from '../record.ts';
import type { MetFault } from './met-fault.ts';

const RANK: Readonly<Record<Severity, number>> = { failure: 0, policy: 1, warning: 2 };
const WHYS_SHOWN = 3;

/** One finding for each cause: failures first, the most affected first. */
export function groupFaults(record: FeedRecord, met: readonly MetFault[]): Finding[] {
  const groups = Map.groupBy(met, ({ fault }) => JSON.stringify([fault.id, fault.severity, fault.cause]));
  return [...groups.values()]
    .flatMap((group) => findingOf(record, group))
    .toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || b.clients.length - a.clients.length);
}

function findingOf({ question }: FeedRecord, group: readonly MetFault[]): Finding[] {
  const [first] = group;
  if (first === undefined) return [];
  const affected = new Set(group.flatMap(({ run }) => (run === null ? [] : clientName(run.client))));
  const { id, severity, says, mend } = first.fault;
  return [
    {
      id,
      severity,
      clients: [...new Set(question.clients.map(clientName))].filter((name) => affected.has(name)),
      says: `${severity === 'failure' ? generationOf(group) : ''}${says}`,
      why: whyOf(group),
      mend,
      culprits: [...new Set(group.flatMap(({ fault }) => fault.culprits))],
      fetches: [...new Set(group.flatMap(({ fault }) => fault.fetches))].toSorted((a, b) => a - b),
    },
  ];
}

/** Said only where it is not of all. */
function generationOf(group: readonly MetFault[]): string {
  const generations = new Set(group.flatMap(({ run }) => run?.generation ?? []));
  if (generations.size !== 1) return '';
  return generations.has('older') ? 'In clients of the plugin 2.0.x: ' : 'In newer clients: ';
}

function whyOf(group: readonly MetFault[]): string {
  const whys = [...new Set(group.map(({ fault }) => fault.why))];
  const shown = whys.slice(0, WHYS_SHOWN).join(' ');
  const hidden = whys.length - WHYS_SHOWN;
  return hidden > 0 ? `${shown} So it is with ${hidden} more.` : shown;
}
