import type { Buckets } from '../buckets.ts';
import { type Random, randomFrom } from '../../time/random.ts';
import { latencies } from './latencies.ts';

/** Numbers by chance, the same ones for the same seed. */
export interface Draws {
  /** From 0 up to 1. */
  readonly uniform: () => number;
  /** With mean 0 and standard deviation 1 (Box and Muller). */
  readonly normal: () => number;
  readonly random: Random;
}

export function drawsFrom(seed: string): Draws {
  const random = randomFrom(seed);
  const uniform = (): number => (random.below(2 ** 31) + 0.5) / 2 ** 31;
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal, random };
}

/** Seconds of latencies around 10 ms, log-normal, each second at a level of its own. */
export interface Run {
  readonly seconds: number;
  readonly perSecond: number;
  /** How many times as long everything takes, at so much of the run (0 to 1). */
  readonly drift?: (progress: number) => number;
  /** How much the levels of the seconds differ (of their logarithm), and how much a second's is that of the one before (0 to 1). */
  readonly wave?: { readonly deviation: number; readonly memory: number };
}

export function runOf({ seconds, perSecond, drift = () => 1, wave }: Run, { normal }: Draws): Buckets[] {
  const { deviation, memory } = wave ?? { deviation: 0, memory: 0 };
  let level = deviation * normal();
  return Array.from({ length: seconds }, (_, second) => {
    level = memory * level + Math.sqrt(1 - memory ** 2) * deviation * normal();
    const times = Math.exp(level) * drift(second / seconds);
    return latencies(...Array.from({ length: perSecond }, () => 10_000 * times * Math.exp(0.5 * normal())));
  });
}
