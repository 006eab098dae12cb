import { nsToMs } from '../../time/clock.ts';
import type { Mint } from '../auth/ledger.ts';
import type { MatrixAnalysis } from './matrix-pattern.ts';
import { named } from '../phrases.ts';

/** How far a replica's clock is from the run's, in seconds: between these two. */
interface ClockRange {
  readonly replica: string;
  readonly lowS: number;
  readonly highS: number;
}

/** A replica whose clock is not that of most others. */
interface OddClock {
  readonly replica: string;
  /** How far it is ahead of them, in whole seconds; negative: behind. */
  readonly aheadS: number;
}

/** What the times in the tokens tell of the clocks of a stage. */
export interface Clocks {
  readonly known: readonly string[];
  /** Those whose tokens fit no one clock: it was moved. */
  readonly moved: readonly string[];
  /** All of them when none is in the majority. */
  readonly odd: readonly OddClock[];
}

/** Clocks this close to each other agree: what a network keeps them to at the least. */
const TOLERANCE_S = 2;

/**
 * Compares the replicas' clocks by their tokens. A token with `iat` i was made in [i, i + 1) by its replica's clock, and
 * between its login's begin and end by ours: each narrows how far the two clocks are apart.
 */
export function readClocks(mints: readonly Mint[]): Clocks {
  const ranges = [...Map.groupBy(mints, ({ replica }) => replica)].flatMap(([replica, own]) => {
    const dated = own.flatMap(({ issuedAtS, invokedNs, completedNs }) =>
      issuedAtS === null ? [] : [[issuedAtS - secondsOf(completedNs), issuedAtS + 1 - secondsOf(invokedNs)]],
    );
    if (replica === null || dated.length === 0) return [];
    const lowS = dated.reduce((most, [low = 0]) => Math.max(most, low), -Infinity);
    const highS = dated.reduce((least, [, high = 0]) => Math.min(least, high), Infinity);
    return [{ replica, lowS, highS }];
  });
  const steady = ranges.filter(({ lowS, highS }) => lowS <= highS);
  return {
    known: ranges.map(({ replica }) => replica).sort(),
    moved: ranges.filter((range) => !steady.includes(range)).map(({ replica }) => replica),
    odd: oddClocks(steady),
  };
}

const secondsOf = (ns: number): number => nsToMs(ns) / 1_000;

const middle = ({ lowS, highS }: ClockRange): number => (lowS + highS) / 2;

const agree = (one: ClockRange, other: ClockRange): boolean =>
  one.lowS - other.highS <= TOLERANCE_S && other.lowS - one.highS <= TOLERANCE_S;

/** All that do not agree with the one that most agree with. */
function oddClocks(ranges: readonly ClockRange[]): OddClock[] {
  const groups = ranges
    .map((one) => ranges.filter((other) => agree(one, other)))
    .sort((a, b) => b.length - a.length);
  const [largest = []] = groups;
  const [first] = largest;
  if (first === undefined || largest.length === ranges.length) return [];
  const rest = ranges.filter((range) => !largest.includes(range));
  const isTie = groups.some(
    (group) => group.length === largest.length && group.every((one) => rest.includes(one)),
  );
  const againstS = (range: ClockRange): number =>
    Math.round(middle(range) - middle(largest.includes(range) ? (rest[0] ?? first) : first));
  return (isTie ? ranges : rest)
    .map((range) => ({ replica: range.replica, aheadS: againstS(range) }))
    .sort((a, b) => a.replica.localeCompare(b.replica));
}

/** `b-2's clock is about 600 s ahead of the others'`; of a tie, how far they are apart. */
export function clockSentence({ known, odd }: Clocks): string {
  const [first] = odd;
  if (first === undefined) return `the clocks of ${named(known)} agree`;
  if (odd.length === known.length)
    return `the clocks of ${named(known)} are up to ${Math.max(...odd.map(({ aheadS }) => Math.abs(aheadS)))} s apart`;
  const each = odd.map(
    ({ replica, aheadS }) =>
      `${replica}'s clock is about ${Math.abs(aheadS)} s ${aheadS > 0 ? 'ahead of' : 'behind'} the others'`,
  );
  return each.join(', and ');
}

/** Who is to blame for a row or a column of refusals, where the times in the tokens show it; else as the matrix has it. */
export function blameByClock(
  { pattern, odd, cause }: MatrixAnalysis,
  mints: readonly Mint[],
): Pick<MatrixAnalysis, 'odd' | 'cause'> {
  const clocks = readClocks(mints);
  const names = clocks.odd.map(({ replica }) => replica);
  const [one] = clocks.odd;
  const isRow = pattern === 'row';
  if (!(isRow || pattern === 'column') || one === undefined || !odd.every((name) => names.includes(name)))
    return { odd, cause };
  if (clocks.odd.length > 1) return { odd: names, cause: clockSentence(clocks) };
  const looks = isRow === one.aheadS < 0 ? 'expired' : 'not yet valid';
  const whose = isRow ? `its tokens look ${looks} elsewhere` : `the others' tokens look ${looks} to it`;
  return { odd, cause: `${clockSentence(clocks)}, so that ${whose}` };
}
