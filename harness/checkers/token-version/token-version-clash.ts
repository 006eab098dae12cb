import { countBelow, countUpTo } from '../columns/sorted.ts';
import { matchSlots, slotRanges } from './slot-matching.ts';
import type { SlotRanges } from './slot-matching.ts';
import { between } from '../auth/version-history.ts';
import type { Bump, Clash, VersionRecord } from '../auth/version-history.ts';
import { witnessAt } from './version-windows.ts';
import type { VersionWindows, Witness } from './version-windows.ts';

/**
 * Two bumps that made the same version, or a bump that made an earlier one than another that had returned before it
 * began: one of the two was lost. Null when there are none.
 */
export function lostUpdate({ bumps }: VersionRecord): Clash | null {
  const numbered = bumps.flatMap((bump) => {
    const { version = null } = bump;
    return version === null ? [] : [{ ...bump, version, endNs: bump.completedNs ?? Infinity }];
  });
  const returned = numbered.toSorted((a, b) => b.endNs - a.endNs);
  const makers = new Map<number, Bump>();
  let newest: (typeof numbered)[number] | null = null;
  for (const bump of numbered.sort((a, b) => a.invokedNs - b.invokedNs)) {
    const other = makers.get(bump.version);
    if (other) return between('lost-update', other, bump);
    makers.set(bump.version, bump);
    for (let next = returned.at(-1); next && next.endNs < bump.invokedNs; next = returned.at(-1)) {
      if (newest === null || next.version > newest.version) newest = next;
      returned.pop();
    }
    if (newest && newest.version > bump.version) return between('lost-update', newest, bump);
  }
  return null;
}

/** A bump for which the claims leave no time: one proves it done before another that proves it not done began. */
export function windowClash(record: VersionRecord, windows: VersionWindows): Clash | null {
  const { count, lowerNs, upperNs, lowerBy, upperBy } = windows;
  for (let k = 1; k <= count; k += 1) {
    if ((lowerNs[k] ?? 0) <= (upperNs[k] ?? 0)) continue;
    const [proof, denial] = [witnessAt(record, upperBy[k]), witnessAt(record, lowerBy[k])];
    return proof && denial && between(diagnose(proof, denial), proof, denial);
  }
  return null;
}

/** What it is called when a read, or a bump of no later version, denies what another has proved. */
function diagnose(proof: Witness, denial: Witness): Clash['diagnosis'] {
  const isMade = denial.kind === 'bump';
  if (proof.kind === 'bump') return isMade ? 'lost-update' : 'stale-accept';
  if (proof.kind === 'reject') return isMade ? 'spurious-401' : 'flip-flop';
  return isMade ? 'impossible-read' : 'inversion';
}

/**
 * Answered bumps that fit no slot, or a slot that must be filled and that fits no bump, though each claim alone could be
 * explained. Slots after `count` may be filled too; they are as many as there are bumps.
 */
export function matchingClash(record: VersionRecord, windows: VersionWindows): Clash | null {
  const { open, taken, lowerBy, upperBy } = windows;
  const unnumbered = record.bumps.filter(({ version = null }) => version === null);
  const ranges = slotsOf(unnumbered, windows);
  const { unmatched } = matchSlots(ranges, taken);
  if (unmatched !== null) {
    const homeless = unnumbered[unmatched];
    const denial = witnessAt(record, lowerBy[(ranges.last[unmatched] ?? 0) + 1]);
    if (homeless && denial)
      return between(denial.kind === 'bump' ? 'lost-update' : 'stale-accept', homeless, denial);
  }
  const settled = Uint8Array.from(taken).fill(1, 0, open + 1);
  const proof = witnessAt(record, upperBy[matchSlots(ranges, settled).free]);
  if (!proof) return null;
  const diagnosis = proof.kind === 'reject' ? 'spurious-401' : 'impossible-read';
  return { diagnosis, operations: [proof.index], gapNs: 0 };
}

/** The slots each bump can fill, by time alone. */
function slotsOf(bumps: readonly Bump[], { lowerNs, upperNs }: VersionWindows): SlotRanges {
  const [lower, upper] = [lowerNs.subarray(1), upperNs.subarray(1)];
  const first = new Int32Array(bumps.length);
  const last = new Int32Array(bumps.length);
  let at = 0;
  for (const { invokedNs, completedNs } of bumps) {
    first[at] = 1 + countBelow(upper, invokedNs);
    last[at] = countUpTo(lower, completedNs ?? Infinity);
    at += 1;
  }
  return slotRanges(first, last, lowerNs.length);
}
