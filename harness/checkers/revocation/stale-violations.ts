import type { Violation } from '../verdict.ts';
import { foldFindings } from '../findings.ts';
import type { KickRevocation } from './kicked-tokens.ts';
import type { Ledger } from '../auth/ledger.ts';
import { named, span } from '../phrases.ts';
import { acceptors, explainStaleness } from './stale-causes.ts';
import type { Staleness } from './stale-causes.ts';

/** The stale accepts of every stage, one violation for each cause, with the longest as the example. */
export function staleViolations(ledger: Ledger, all: readonly KickRevocation[]): Violation[] {
  return [...Map.groupBy(all, ({ kick }) => kick.stage)].flatMap(([stage, inStage]) => {
    const replicas = ledger.replicas(stage);
    return explainStaleness(inStage, replicas).flatMap((staleness) => tell(staleness, inStage, replicas));
  });
}

function tell(
  staleness: Staleness<KickRevocation>,
  inStage: readonly KickRevocation[],
  replicas: readonly string[],
): Violation[] {
  const findings = staleness.revocations.flatMap((one) => {
    const probe = one.stale.at(-1);
    if (probe === undefined) return [];
    const operations = [probe.mint.index, one.kick.index, probe.index];
    return [{ group: '', culprits: staleness.culprits, operations, weight: one.lowerNs, one, probe }];
  });
  return foldFindings(findings, ({ one, probe }) => {
    const after = `${span(one.lowerNs)} after the kick returned`;
    const whose = `a revoked token of ${probe.mint.user} (${probe.mint.clientType})`;
    const where = whichReplicas(acceptors(staleness.revocations), replicas);
    const kicks = `${kicksOf(staleness.revocations)} of ${kicksOf(inStage.filter((rev) => rev.probesAfter.length > 0))} kicks`;
    const name =
      staleness.anomaly === 'flip-flop' ? 'flip-flop: refused, then accepted again' : 'stale accept';
    const message = `${one.replica ?? 'an unnamed replica'} accepted ${whose} ${after} (${name}, ${kicks}, ${where})`;
    return { anomaly: staleness.anomaly, message, cause: staleness.cause };
  });
}

/** `b-2 only`, or `each replica`. */
function whichReplicas(accepted: readonly string[], replicas: readonly string[]): string {
  const isEach = replicas.length > 1 && replicas.every((name) => accepted.includes(name));
  return isEach ? 'each replica' : `${named(accepted)} only`;
}

const kicksOf = (all: readonly KickRevocation[]): number => new Set(all.map(({ kick }) => kick.index)).size;
