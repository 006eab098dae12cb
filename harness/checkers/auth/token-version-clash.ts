import { countUpTo } from '../general/sorted.ts';
import { matchSlots } from './slot-matching.ts';
import type { SlotRange } from './slot-matching.ts';
import type { Bump, Clash, VersionHistory, VersionRead } from './version-history.ts';
import { provenBumps, versionWindows } from './version-windows.ts';
import type { VersionWindows } from './version-windows.ts';

/** The earliest read whose version no number of kicks begun or done by then allows; null when there is none. */
export function countingClash({ base, bumps, reads }: VersionHistory): Clash | null {
  const done = bumps.filter(isAcknowledged).sort((a, b) => a.completedNs - b.completedNs);
  const begun = bumps.toSorted((a, b) => a.invokedNs - b.invokedNs);
  const begunNs = begun.map((bump) => bump.invokedNs);
  let first: { readonly clash: Clash; readonly endNs: number } | null = null;
  for (const read of reads) {
    if (first && first.endNs <= read.completedNs) continue;
    const clash = tooNew(read) ?? tooOld(read);
    if (clash) first = { clash, endNs: read.completedNs };
  }
  return first?.clash ?? null;

  function tooNew(read: VersionRead): Clash | null {
    const possible = countUpTo(begunNs, read.completedNs);
    const isImpossible = read.kind !== 'reject' && !(Number.isInteger(read.version) && read.version >= base);
    if (!isImpossible && provenBumps(read, base) <= possible) return null;
    const bump = begun[possible];
    const diagnosis = read.kind === 'reject' ? 'spurious-401' : 'impossible-read';
    if (!bump) return { diagnosis, operations: [read.index], gapNs: 0 };
    return { diagnosis, operations: [read.index, bump.index], gapNs: bump.invokedNs - read.completedNs };
  }

  function tooOld(read: VersionRead): Clash | null {
    if (read.kind === 'reject') return null;
    const bump = done[read.version - base];
    return bump && bump.completedNs < read.invokedNs ? staleAccept(bump, read) : null;
  }
}

/** A bump for which the reads leave no time: one proves it done before another that proves it not done began. */
export function windowClash(history: VersionHistory): Clash | null {
  const { count, lower, upper } = versionWindows(history);
  for (let k = 1; k <= count; k += 1) {
    const [proof, denial] = [upper[k]?.read, lower[k]?.read];
    if (!proof || !denial || denial.invokedNs <= proof.completedNs) continue;
    const diagnosis = proof.kind === 'reject' ? 'flip-flop' : 'inversion';
    const gapNs = denial.invokedNs - proof.completedNs;
    return { diagnosis, operations: [proof.index, denial.index], gapNs };
  }
  return null;
}

/** Kicks that fit no window, or a window that fits no kick, though each read alone could be explained. */
export function matchingClash(history: VersionHistory): Clash | null {
  const windows = versionWindows(history);
  const placed = history.bumps.map((bump) => ({ bump, range: slotsOf(bump, windows) }));
  const bound = placed.filter(({ range }) => range.last <= windows.count);
  const [homeless] = matchSlots(rangesOf(bound), windows.count).unmatched;
  if (homeless !== undefined) return homelessKick(bound[homeless], windows);
  const { free } = matchSlots(rangesOf(placed), windows.count);
  const read = free === null ? null : windows.upper[free]?.read;
  if (!read) return null;
  const diagnosis = read.kind === 'reject' ? 'spurious-401' : 'impossible-read';
  return { diagnosis, operations: [read.index], gapNs: 0 };
}

interface Placed {
  readonly bump: Bump;
  readonly range: SlotRange;
}

const rangesOf = (placed: readonly Placed[]): SlotRange[] => placed.map(({ range }) => range);

/** The windows a kick can fill; a last slot past `count` means that it may also come after all of them. */
function slotsOf(bump: Bump, { count, lower, upper }: VersionWindows): SlotRange {
  const endNs = bump.completedNs ?? Infinity;
  const first = firstIndex(1, count + 1, (k) => (upper[k]?.ns ?? Infinity) >= bump.invokedNs);
  const last = firstIndex(1, count + 2, (k) => (lower[k]?.ns ?? Infinity) > endNs) - 1;
  return { first, last };
}

/** The first index from `low` to `high` at which a condition holds that never stops holding; else `high`. */
function firstIndex(low: number, high: number, holds: (k: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

function homelessKick(placed: Placed | undefined, { lower }: VersionWindows): Clash | null {
  const read = placed && lower[placed.range.last + 1]?.read;
  return read ? staleAccept(placed.bump, read) : null;
}

function staleAccept(bump: Bump, read: VersionRead): Clash {
  const gapNs = read.invokedNs - (bump.completedNs ?? read.invokedNs);
  return { diagnosis: 'stale-accept', operations: [bump.index, read.index], gapNs };
}

function isAcknowledged(bump: Bump): bump is Bump & { readonly completedNs: number } {
  return bump.completedNs !== null;
}
