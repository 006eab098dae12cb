import { countBelow } from '../columns/sorted.ts';
import type { Attempt } from './attempt.ts';

/** Closed intervals of decisions in order of their starts, as columns: a million are judged without an object each. */
export interface Intervals {
  readonly starts: Float64Array;
  /** By the same position; Infinity for a decision that may still be taken at any time. */
  readonly ends: Float64Array;
  /** Where each stood in the columns it was made of. */
  readonly sources: Uint32Array;
}

/** The intervals in order of start; equal starts stay in the order given. */
export function intervalsOf(starts: Float64Array, ends: Float64Array): Intervals {
  return picked({ starts, ends }, orderOf(starts));
}

/** The intervals of the admitted attempts; sources count admitted attempts only. */
export function admissionsAmong(attempts: readonly Attempt[]): Intervals {
  const admitted = attempts.filter(({ kind }) => kind === 'allowed');
  return intervalsOf(
    Float64Array.from(admitted, ({ invokedNs }) => invokedNs),
    Float64Array.from(admitted, ({ completedNs }) => completedNs),
  );
}

/** An attempt that stands for an interval. */
export interface PlacedAttempt extends Attempt {
  readonly position: number;
}

/** The intervals as attempts of one kind, on replicas that nobody named. */
export function attemptsOf({ starts, ends }: Intervals, kind: Attempt['kind']): PlacedAttempt[] {
  return Array.from(starts, (invokedNs, position) => ({
    invokedNs,
    completedNs: ends[position] ?? Infinity,
    kind,
    replica: null,
    position,
  }));
}

/** The intervals of both, in order of start; sources are positions among the one, then the other. */
export function joined(one: Intervals, other: Intervals): Intervals {
  const sources = new Uint32Array(one.starts.length + other.starts.length);
  const starts = new Float64Array(sources.length);
  const ends = new Float64Array(sources.length);
  let [fromOne, fromOther] = [0, 0];
  for (let at = 0; at < sources.length; at += 1) {
    const [startNs = Infinity, otherNs = Infinity] = [one.starts[fromOne], other.starts[fromOther]];
    const isOne = fromOther === other.starts.length || startNs <= otherNs;
    starts[at] = isOne ? startNs : otherNs;
    ends[at] = (isOne ? one.ends[fromOne] : other.ends[fromOther]) ?? Infinity;
    sources[at] = isOne ? fromOne : one.starts.length + fromOther;
    if (isOne) fromOne += 1;
    else fromOther += 1;
  }
  return { starts, ends, sources };
}

/** The intervals at these positions, in the order of the positions. */
export function picked(from: Pick<Intervals, 'starts' | 'ends'>, positions: Uint32Array): Intervals {
  const starts = new Float64Array(positions.length);
  const ends = new Float64Array(positions.length);
  for (let at = 0; at < positions.length; at += 1) {
    const position = positions[at] ?? 0;
    starts[at] = from.starts[position] ?? Infinity;
    ends[at] = from.ends[position] ?? Infinity;
  }
  return { starts, ends, sources: positions };
}

/** The positions of the values, smallest value first; equal values by position. Sorts numbers only, as that is the fastest. */
export function orderOf(values: Float64Array): Uint32Array {
  const sorted = values.toSorted();
  const order = new Uint32Array(values.length);
  const placed = new Uint32Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const first = countBelow(sorted, values[at] ?? Infinity);
    const before = placed[first] ?? 0;
    order[first + before] = at;
    placed[first] = before + 1;
  }
  return order;
}
