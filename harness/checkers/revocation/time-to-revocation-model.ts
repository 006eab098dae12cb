import { msToNs } from '../../time/clock.ts';
import type { RunNs } from '../../time/clock.ts';
import type { Model } from '../model.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { foldFindings } from '../findings.ts';
import { counted, span } from '../phrases.ts';
import { recordedRevocations } from './recorded-revocations.ts';
import type { VersionRevocation } from './recorded-revocations.ts';
import { noteVersionOperation } from './recorded-versions.ts';
import type { RecordedRegister, RecordedRegisters } from './recorded-versions.ts';
import { revocationInterval, revocationTable } from './revocation-evidence.ts';
import { acceptors, explainStaleness } from './stale-causes.ts';
import type { Staleness } from './stale-causes.ts';

/** How soon a kick must have taken effect, and how much must have been seen of that. */
export interface TimeToRevocationOptions {
  /** How late a kick may take effect after it returned; 0: dead everywhere when it returns. */
  readonly deltaMs?: number;
  /** How often each replica must have been asked after that, of one kick at least. */
  readonly minimumProbes?: number;
}

/**
 * How long kicks take to reach every replica (docs/algorithms.md 4), from the operations that `noteVersionOperation` takes;
 * a key is a user.
 */
export const timeToRevocationModel = (options: TimeToRevocationOptions = {}): Model => {
  const { deltaMs = 0, minimumProbes = 3 } = options;
  const when = deltaMs === 0 ? 'when the kick returns' : `${deltaMs} ms after the kick returned`;
  return {
    name: 'time-to-revocation',
    claim: `No token that a kick ended is accepted by any replica ${when}.`,
    begin: () => {
      const registers: RecordedRegisters = new Map();
      return {
        take: (op) => noteVersionOperation(registers, op),
        conclude: () => judge([...registers.values()], msToNs(deltaMs), minimumProbes),
      };
    },
  };
};

function judge(registers: readonly RecordedRegister[], deltaNs: RunNs, minimumProbes: number): Judgement {
  const all = registers.flatMap(recordedRevocations).map((one) => beyond(one, deltaNs));
  const replicas = replicasOf(registers);
  const probed = fullyProbed(all, replicas, minimumProbes);
  const violations = explainStaleness(all, namesOf(replicas)).flatMap((staleness) => tell(staleness, all));
  return conclude({
    violations,
    gaps: probed > 0 ? [] : [gapOf(all, replicas, minimumProbes)],
    examined: probed,
    summary: violations[0]?.message ?? summaryOf(all, probed, replicas.length),
    evidence: [revocationTable(all)],
  });
}

/** What was accepted within the bound is allowed. */
function beyond(one: VersionRevocation, deltaNs: RunNs): VersionRevocation {
  const probesAfter = one.probesAfter.filter(({ invokedNs }) => invokedNs > one.kick.completedNs + deltaNs);
  return { ...one, probesAfter, stale: probesAfter.filter(({ accepted }) => accepted) };
}

/** Everyone who checked a token; those without a name count as one, if nobody has a name. */
function replicasOf(registers: readonly RecordedRegister[]): (string | null)[] {
  const seen = new Set<string | null>();
  for (const { reads } of registers)
    for (const { kind, replica } of reads) if (kind !== 'login') seen.add(replica);
  return seen.size > 1 ? namesOf([...seen]) : [...seen];
}

const namesOf = (replicas: readonly (string | null)[]): string[] =>
  replicas.filter((name) => name !== null).sort();

/** How many kicks every replica was asked about often enough, after the bound. */
function fullyProbed(
  all: readonly VersionRevocation[],
  replicas: readonly (string | null)[],
  minimum: number,
): number {
  const byKick = Map.groupBy(
    all.filter(({ probesAfter }) => probesAfter.length >= minimum),
    ({ kick }) => kick,
  );
  return [...byKick.values()].filter((ofKick) => {
    const asked = new Set(ofKick.map(({ replica }) => replica));
    return replicas.every((name) => asked.has(name));
  }).length;
}

function gapOf(
  all: readonly VersionRevocation[],
  replicas: readonly (string | null)[],
  minimum: number,
): string {
  if (all.length === 0) return 'no token that an acknowledged kick ended was checked';
  const most = new Map<string | null, number>();
  for (const { replica, probesAfter } of all)
    most.set(replica, Math.max(probesAfter.length, most.get(replica) ?? 0));
  const counts = replicas.map((name) => `${name ?? 'an unnamed replica'} ${most.get(name) ?? 0}`);
  return `no kick was followed, after the bound, by ${minimum} checks on each replica (at most: ${counts.join(', ')})`;
}

function summaryOf(all: readonly VersionRevocation[], kicks: number, replicas: number): string {
  const [low, high] = revocationInterval(all, 1);
  return `${counted(kicks, 'kick')}, revoked within ${low}–${high} ms on each of ${counted(replicas, 'replica')}`;
}

/** One violation for each cause, told by the longest delay. */
function tell(staleness: Staleness<VersionRevocation>, all: readonly VersionRevocation[]): Violation[] {
  const { anomaly, cause } = staleness;
  const culprits = acceptors(staleness.revocations);
  const findings = staleness.revocations.flatMap((one) => {
    const probe = one.stale.reduce((last, other) => (other.invokedNs > last.invokedNs ? other : last));
    const operations = [one.kick.index, probe.index];
    return [{ group: '', culprits, operations, weight: one.lowerNs, one, probe }];
  });
  return foldFindings(findings, ({ one, probe }) => {
    const kicks = `${kicksOf(staleness.revocations)} of ${counted(kicksOf(all), 'kick')}`;
    const who = one.replica ?? 'an unnamed replica';
    const late = `${span(one.lowerNs)} after the kick (operation ${one.kick.index}) returned`;
    const message = `${who} accepted a token of version ${probe.version} ${late} (operation ${probe.index}; ${anomaly}, ${kicks})`;
    return { anomaly, message, cause };
  });
}

const kicksOf = (all: readonly VersionRevocation[]): number => new Set(all.map(({ kick }) => kick)).size;
