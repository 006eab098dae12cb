import { type Buckets, mergeBuckets } from '../../load/buckets.ts';
import type { Cell, MeasuredLoad } from './measured-load.ts';
import type { Objective } from './objective.ts';

/** The cells of the operation and the replica that an objective is about. */
export function cellsOf({ measured, slo: { operation, replica } }: Objective): Cell[] {
  return measured.cells.filter(
    (cell) =>
      (operation === null || cell.operation === operation) &&
      (replica.kind !== 'one' || cell.replica === replica.name),
  );
}

/** The latencies of right answers from the due time, for each second that was measured. */
export const rightBySecond = (objective: Objective): Buckets[] =>
  bySecond(objective.measured, cellsOf(objective));

/** The same of all operations and replicas. */
export const ofAllRight = (measured: MeasuredLoad): Buckets[] => bySecond(measured, measured.cells);

function bySecond({ seconds: { from, before } }: MeasuredLoad, cells: readonly Cell[]): Buckets[] {
  const groups = Map.groupBy(cells, ({ second }) => second);
  return secondsBetween(from, before).map((second) =>
    mergeBuckets((groups.get(second) ?? []).flatMap(({ right }) => right?.fromDue ?? [])),
  );
}

/**
 * As rightBySecond, without a last second that the load did not fill, and without seconds of which nothing was recorded: those say nothing of
 * the target.
 */
export function wholeSeconds(objective: Objective): Buckets[] {
  const { seconds, cells, offers } = objective.measured;
  const recorded = new Set([...cells, ...offers].map(({ second }) => second));
  return rightBySecond(objective).filter((_, at) => {
    const second = seconds.from + at;
    return second < seconds.wholeBefore && recorded.has(second);
  });
}

/** How many were not answered rightly, and how many there were of all, for each second. */
export interface ErrorsBySecond {
  readonly errors: readonly number[];
  readonly all: readonly number[];
}

/**
 * How many were not answered rightly, and how many were due, for each second that was measured: wrong answers, none, and missed arrivals. Nobody
 * knows what operation a missed arrival would have been: each has its part by the mix. Of a replica it was no error.
 */
export function errorsBySecond(objective: Objective): ErrorsBySecond {
  const { seconds, offers } = objective.measured;
  const cellsBySecond = Map.groupBy(cellsOf(objective), ({ second }) => second);
  const offersBySecond = Map.groupBy(offers, ({ second }) => second);
  const share = missedShare(objective);
  const rows = secondsBetween(seconds.from, seconds.before).map((second) => {
    const cells = cellsBySecond.get(second) ?? [];
    const wrong = countOf(cells.filter(({ right }) => right === null));
    const missed = (offersBySecond.get(second) ?? []).reduce((sum, offer) => sum + offer.missed, 0);
    const lost = missed * share;
    return { errors: wrong + lost, all: countOf(cells) + lost };
  });
  return { errors: rows.map(({ errors }) => errors), all: rows.map(({ all }) => all) };
}

/** How much of what was missed counts for an objective. */
function missedShare({ measured: { load }, slo: { operation, replica } }: Objective): number {
  if (replica.kind === 'one') return 0;
  if (operation === null) return 1;
  const weights = Object.entries(load.mix);
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const own = weights.find(([name]) => name === operation)?.[1] ?? 0;
  return total > 0 ? own / total : 0;
}

const countOf = (cells: readonly Cell[]): number => cells.reduce((sum, { count }) => sum + count, 0);

const secondsBetween = (from: number, before: number): number[] =>
  Array.from({ length: Math.max(0, before - from) }, (_, at) => from + at);
