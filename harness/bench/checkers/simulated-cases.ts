import { authCases } from './auth-cases.ts';
import { deciderCases } from './decider-cases.ts';
import { limitCases } from './limit-cases.ts';
import { plainCases } from './plain-cases.ts';
import type { Case } from './recorded-cases.ts';
import { streamCases } from './stream-cases.ts';

/** Histories of systems that work, and of one that does not: the models at a million operations, then deciders alone. */
export function* simulatedCases(): Generator<Case> {
  yield* plainCases();
  yield* streamCases();
  yield* authCases();
  yield* limitCases();
  yield* deciderCases();
}
