import { assert, property, type Arbitrary } from 'fast-check';

/** How many random histories a differential test compares: enough for CI, fewer where every mutant of a checker runs it. */
const RUNS = process.env['STRYKER_MUTATOR_WORKER'] === undefined ? 30_000 : 1500;

/** Holds two deciders against each other on random histories; a failure prints the seed and the smallest history. */
export function compareOn<T>(histories: Arbitrary<T>, agree: (history: T) => void): void {
  assert(property(histories, agree), { numRuns: RUNS });
}
