import assert from 'node:assert/strict';
import type { RunNs } from '../../time/clock.ts';
import { decideTokenVersion } from '../token-version/token-version.ts';
import { orderOf } from '../rate-limit/intervals.ts';
import { type CounterBounds, boundsOf } from './counter-bounds.ts';
import {
  type CounterAdd,
  type CounterHistory,
  type CounterLook,
  looksOf,
  versionRecordOf,
} from './counter-history.ts';
import type { Clash } from './finding.ts';
import type { Rows } from '../columns/rows.ts';

/** What one grow-only counter cannot have shown. */
export interface CounterClash extends Clash {
  readonly anomaly: 'phantom' | 'over-count' | 'lost-update' | 'stale-read' | 'non-monotonic-read';
  readonly look: CounterLook;
}

/**
 * Decides whether one counter that only grows could have answered all of this, in O(n log n): by the bounds of each look
 * and by looks in turn, which is sound but not complete (Jepsen, issue 304); and where all amounts are the same, exactly: the
 * counter is then a version that each add bumps by one (docs/algorithms.md 2, 3).
 */
export function* decideGrowOnlyCounter(history: CounterHistory): Generator<CounterClash> {
  const looks = looksOf(history);
  const unit = unitOf(history.adds);
  let isExplained = true;
  for (const clash of boundClashes(history.adds, looks, unit ?? 1)) {
    isExplained = false;
    yield clash;
  }
  if (isExplained && unit !== null) yield* countClashes(history, looks, unit);
}

/** Whether a history without a clash is one that a counter could have given: all amounts but zeros are the same. */
export const isDecidedExactly = ({ adds }: CounterHistory): boolean => unitOf(adds) !== null;

/** The one amount of all adds that add anything; null if they differ. */
function unitOf(adds: Rows<CounterAdd>): number | null {
  let unit: number | null = null;
  for (const { amount } of adds) {
    if (amount === 0) continue;
    unit ??= amount;
    if (amount !== unit) return null;
  }
  return unit ?? 1;
}

/** One clash for each look that the adds around it, or a look before it, refute. */
function* boundClashes(
  adds: Rows<CounterAdd>,
  looks: Rows<CounterLook>,
  unit: number,
): Generator<CounterClash> {
  const bounds = boundsOf(adds);
  const explained = explainedBy(looks, (look) => excess(look, bounds, unit) === null && !bounds.tooLow(look));
  const lastNs = explained.endsNs.reduce((last, endNs) => Math.max(last, endNs), -Infinity);
  if (explained.places.length < looks.length) {
    for (const look of looks) {
      const missed = bounds.tooLow(look);
      const clash = excess(look, bounds, unit) ?? (missed && shortfall(look, missed, lastNs));
      if (clash) yield clash;
    }
  }
  yield* backwardClashes(looks, explained);
}

/** Some of the looks, with their times: as columns, for there may be a million. */
interface Timed {
  readonly places: Uint32Array;
  readonly beginsNs: Float64Array;
  readonly endsNs: Float64Array;
}

function explainedBy(looks: Rows<CounterLook>, isExplained: (look: CounterLook) => boolean): Timed {
  const places = new Uint32Array(looks.length);
  const [beginsNs, endsNs] = [new Float64Array(looks.length), new Float64Array(looks.length)];
  let [count, place] = [0, 0];
  for (const look of looks) {
    if (isExplained(look)) {
      places[count] = place;
      beginsNs[count] = look.invokedNs;
      endsNs[count] = look.completedNs;
      count += 1;
    }
    place += 1;
  }
  return {
    places: places.subarray(0, count),
    beginsNs: beginsNs.subarray(0, count),
    endsNs: endsNs.subarray(0, count),
  };
}

/** What is wrong with a value that no adds begun by then come to. */
function excess(look: CounterLook, bounds: CounterBounds, unit: number): CounterClash | null {
  if (look.before < 0 || !Number.isInteger(look.before / unit)) return clashOf('phantom', look, [look.index]);
  if (!bounds.isTooHigh(look)) return null;
  const late = bounds.tooLate(look);
  return clashOf('over-count', look, late ? [look.index, late.index] : [look.index]);
}

/** What a value is called that misses an add: lost, unless a look that ended at its begin or later shows enough. */
function shortfall(look: CounterLook, missed: CounterAdd, lastNs: RunNs): CounterClash {
  const anomaly = look.invokedNs > lastNs ? 'lost-update' : 'stale-read';
  return clashOf(anomaly, look, [missed.index, look.index]);
}

/** Looks that show less than one that ended before they began. */
function* backwardClashes(
  looks: Rows<CounterLook>,
  { places, beginsNs, endsNs }: Timed,
): Generator<CounterClash> {
  const lookAt = (at: number | undefined): CounterLook | undefined =>
    looks.at(places[at ?? -1] ?? looks.length);
  const ended = orderOf(endsNs);
  let at = 0;
  let highest: CounterLook | null = null;
  for (const begun of orderOf(beginsNs)) {
    const look = lookAt(begun);
    if (!look) continue;
    for (; (endsNs[ended[at] ?? -1] ?? Infinity) < look.invokedNs; at += 1) {
      const next = lookAt(ended[at]);
      if (next && (!highest || next.after > highest.after)) highest = next;
    }
    if (highest && highest.after > look.before)
      yield clashOf('non-monotonic-read', look, [highest.index, look.index]);
  }
}

/** What no bounds show: looks that leave some add no place among the others. */
function countClashes(history: CounterHistory, looks: Rows<CounterLook>, unit: number): CounterClash[] {
  const decision = decideTokenVersion({ base: 0, ...versionRecordOf(history, unit) });
  if (decision.ok) return [];
  const { diagnosis, operations } = decision.clash;
  const isTooMuch = diagnosis === 'impossible-read';
  const wrong = operations.at(isTooMuch ? 0 : -1);
  const look = [...looks].find(({ index }) => index === wrong);
  assert(look, 'a clash of versions names who saw one');
  if (isTooMuch) return [clashOf('over-count', look, operations)];
  return [clashOf(diagnosis === 'lost-update' ? 'lost-update' : 'stale-read', look, operations)];
}

function clashOf(
  anomaly: CounterClash['anomaly'],
  look: CounterLook,
  operations: readonly number[],
): CounterClash {
  return { anomaly, operations, culprits: [look.replica], look };
}
