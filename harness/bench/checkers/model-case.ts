import type { Limits, Model } from '../../checkers/model.ts';
import type { Case } from './recorded-cases.ts';
import { simulate, type Simulation } from './simulated-history.ts';

const LIMITS: Limits = { isOver: () => false, memoryBytes: 2 ** 30 };
/** How many operations a fast check must judge in under 5 s and 500 MB. */
export const MILLION = 1_000_000;

/** A million operations of a system that works, judged by a model; each run begins with a system of its own. */
export const modelCase = (
  name: string,
  model: () => Model,
  system: () => Omit<Simulation, 'operations'>,
): Case => ({
  name,
  operations: MILLION,
  run: () => {
    const { take, conclude } = model().begin();
    simulate({ operations: MILLION, ...system() }, take);
    return conclude(LIMITS).verdict.status;
  },
});

/** One of so many, at random. */
export const pick = (random: () => number, count: number): number => Math.floor(random() * count);
