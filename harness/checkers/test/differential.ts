import { assert, property, type Arbitrary } from 'fast-check';

/** How many random histories a differential test compares: enough for CI, and few, always the same, for each mutant of a checker. */
const PARAMETERS =
  process.env['STRYKER_MUTATOR_WORKER'] === undefined ? { numRuns: 30_000 } : { numRuns: 500, seed: 1 };

/** Holds two deciders against each other on random histories; a failure prints the seed and the smallest history. */
export function compareOn<T>(histories: Arbitrary<T>, agree: (history: T) => void): void {
  assert(property(histories, agree), PARAMETERS);
}
