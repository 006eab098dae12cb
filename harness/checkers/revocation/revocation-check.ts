import { msToNs } from '../../time/clock.ts';
import type { RunNs } from '../../time/clock.ts';
import type { Check } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { kickRevocations } from './kicked-tokens.ts';
import type { KickRevocation } from './kicked-tokens.ts';
import { isAcknowledged, readLedger } from '../auth/ledger.ts';
import type { Ledger, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { counted } from '../phrases.ts';
import { revocationInterval, revocationTable } from './revocation-evidence.ts';
import { staleViolations } from './stale-violations.ts';

/** How late a kick may take effect, and how often each replica must have been asked since. */
export interface RevocationOptions extends StageOption {
  /** 0 by the contract: dead everywhere when the kick returns. */
  readonly boundMs?: number;
  readonly minimumProbes?: number;
}

/** No token is accepted later than the bound after the kick that ended it returned (docs/algorithms.md 4). */
export function revokedEverywhereWhenKickReturns(options: RevocationOptions = {}): Check {
  const { boundMs = 0, minimumProbes = 3, ...stage } = options;
  const when = boundMs === 0 ? 'when the kick returns' : `${boundMs} ms after the kick returned`;
  return {
    name: 'revoked-everywhere-when-kick-returns',
    claim: `Every token of a kicked client type is dead on every replica ${when}.`,
    judge: (history) => judge(readLedger(history, stage), msToNs(boundMs), minimumProbes),
  };
}

function judge(ledger: Ledger, boundNs: RunNs, minimumProbes: number): Judgement {
  const all = kickRevocations(ledger, readLives(ledger)).map((one) => beyond(one, boundNs));
  const violations = staleViolations(ledger, all);
  const stages = [...new Set(ledger.kicks.filter(isAcknowledged).map(({ stage }) => stage))];
  const probed = stages.map((stage) => fullyProbed(all, stage, ledger.replicas(stage), minimumProbes));
  const gaps = stages
    .filter((_, at) => probed[at] === 0)
    .map((stage) => gapOf(all, stage, ledger, minimumProbes));
  const examined = probed.reduce((sum, count) => sum + count, 0);
  return conclude({
    violations,
    gaps: stages.length === 0 ? ['no kick was acknowledged'] : gaps,
    examined,
    summary: violations[0]?.message ?? summaryOf(all, examined),
    evidence: [revocationTable(all)],
  });
}

/** What was accepted within the bound is allowed. */
function beyond(one: KickRevocation, boundNs: RunNs): KickRevocation {
  const limitNs = one.kick.completedNs + boundNs;
  const probesAfter = one.probesAfter.filter((probe) => probe.invokedNs > limitNs);
  return { ...one, probesAfter, stale: probesAfter.filter((probe) => probe.accepted) };
}

/** How many kicks of the stage every replica was asked about often enough. */
function fullyProbed(
  all: readonly KickRevocation[],
  stage: string,
  replicas: readonly string[],
  minimum: number,
): number {
  const inStage = all.filter(({ kick }) => kick.stage === stage);
  const kicks = [...Map.groupBy(inStage, ({ kick }) => kick.index).values()];
  const isProbed = (ofKick: readonly KickRevocation[], name: string): boolean =>
    probesOn(ofKick, name) >= minimum;
  return replicas.length === 0
    ? 0
    : kicks.filter((ofKick) => replicas.every((name) => isProbed(ofKick, name))).length;
}

const probesOn = (all: readonly KickRevocation[], name: string): number =>
  all.reduce((sum, one) => sum + (one.replica === name ? one.probesAfter.length : 0), 0);

function gapOf(all: readonly KickRevocation[], stage: string, ledger: Ledger, minimum: number): string {
  const inStage = all.filter(({ kick }) => kick.stage === stage);
  const counts = ledger.replicas(stage).map((name) => `${name} ${probesOn(inStage, name)}`);
  if (counts.length === 0) return `the replicas of stage ${stage} are not known`;
  return `no kick in stage ${stage} was followed by ${minimum} checks on each replica (in all: ${counts.join(', ')})`;
}

function summaryOf(all: readonly KickRevocation[], kicks: number): string {
  const asked = all.filter((one) => one.probesAfter.length > 0);
  const replicas = new Set(asked.map(({ replica }) => replica)).size;
  const [low, high] = revocationInterval(asked, 1);
  return `${counted(kicks, 'kick')}, revoked within ${low}–${high} ms of the kick's return on each of ${counted(replicas, 'replica')}`;
}
