import { ascending, countBelow, countUpTo } from '../columns/sorted.ts';
import { lostUpdate } from './token-version-clash.ts';
import { decideTokenVersion, refutation } from './token-version.ts';
import type { VersionDecision, VersionRecord } from '../auth/version-history.ts';

/**
 * Decides a register whose first version nobody told: linearizable if it is so from any base. As many bumps as fit
 * may then lie before the first version seen, in slots that need not be filled: one decision, not one for each base.
 */
export function decideFromAnyBase(record: VersionRecord): VersionDecision {
  const version = latestBase(record);
  if (version === null) return { ok: true };
  const refuted = refutation(record, { version, open: record.bumps.length });
  if (refuted === null) return { ok: true };
  // Numbers clash whatever the base; without any, the counts from some base tell more.
  const isNumbered = record.bumps.some((bump) => (bump.version ?? null) !== null);
  const clash = isNumbered ? (lostUpdate(record) ?? refuted.clash) : null;
  return clash ? { ok: false, clash } : decideTokenVersion({ ...record, base: tellingBase(record) });
}

/** The latest version that may have been the first: the least that was seen, or that was there before a bump. */
function latestBase({ bumps, reads }: VersionRecord): number | null {
  let least: number | null = null;
  for (const { kind, version } of reads)
    if (kind !== 'reject' && !(least !== null && version >= least)) least = version;
  for (const { version = null } of bumps)
    if (version !== null && !(least !== null && version > least)) least = version - 1;
  return least;
}

/** A version that was seen or made, and the latest version that may have been the first for that. */
interface Sight {
  readonly version: number;
  readonly before: number;
  readonly invokedNs: number;
  readonly completedNs: number;
}

function sights({ bumps, reads }: VersionRecord): Sight[] {
  const all: Sight[] = [];
  for (const { kind, version, invokedNs, completedNs } of reads) {
    if (kind === 'reject') continue;
    all.push({ version, before: version, invokedNs, completedNs });
  }
  for (const { version = null, invokedNs, completedNs } of bumps) {
    if (version === null) continue;
    all.push({ version, before: version - 1, invokedNs, completedNs: completedNs ?? Infinity });
  }
  return all;
}

/**
 * The base to explain a refuted register from. Each sight bounds the base by the bumps begun and done around it: the
 * lowest base within all bounds or, where these clash, the latest that the earliest sight allows.
 */
function tellingBase(record: VersionRecord): number {
  const { bumps } = record;
  const seen = sights(record);
  const doneNs = ascending(bumps.map((bump) => bump.completedNs ?? Infinity));
  const begunNs = ascending(bumps.map((bump) => bump.invokedNs));
  const lowest = (sight: Sight): number => sight.version - countUpTo(begunNs, sight.completedNs);
  const latest = (sight: Sight): number => sight.before - countBelow(doneNs, sight.invokedNs);
  const low = seen.reduce((most, sight) => Math.max(most, lowest(sight)), -Infinity);
  const high = seen.reduce((least, sight) => Math.min(least, latest(sight)), Infinity);
  if (low <= high) return low;
  return latest(
    seen.reduce((earliest, sight) => (sight.completedNs < earliest.completedNs ? sight : earliest)),
  );
}
