import * as fc from 'fast-check';
import { type Intervals, intervalsOf } from '../intervals.ts';
import type { Possible } from './exhaustive-limiter.ts';

/** Few operations at small whole times, so that they touch and overlap often. */
export const possibles = (maxLength: number, longest = 3): fc.Arbitrary<Possible[]> =>
  fc.array(
    fc.tuple(fc.nat(8), fc.nat(longest)).map(([from, took]) => ({ from, to: from + took })),
    { maxLength },
  );

/** The intervals of the operations, in whatever order these are. */
export const asIntervals = (all: readonly Possible[], unit = 1): Intervals =>
  intervalsOf(
    Float64Array.from(all, ({ from }) => from * unit),
    Float64Array.from(all, ({ to }) => to * unit),
  );
