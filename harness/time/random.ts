import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The only source of chance below `cli/`: the same seed makes the same choices. */
export interface Random {
  /** A whole number from 0 to `bound - 1`. */
  readonly below: (bound: number) => number;
  /** The items in a random order (Fisher–Yates); the argument is left alone. */
  readonly shuffle: <T>(items: readonly T[]) => T[];
}

/** A generator from a printed seed: up to 8 hex digits. */
export function randomFrom(seed: string): Random {
  const generator = xoroshiro128plus(Number.parseInt(seed, 16) | 0);
  const below = (bound: number): number => uniformInt(generator, 0, bound - 1);
  const shuffle = <T>(items: readonly T[]): T[] => {
    const rest = [...items];
    const shuffled: T[] = [];
    while (rest.length > 0) shuffled.push(...rest.splice(below(rest.length), 1));
    return shuffled;
  };
  return { below, shuffle };
}
