/**
 * Which call an arrival makes, and as which user: a pure function of the seed and the arrival's number, so that the
 * same arrivals make the same calls on however many threads.
 */
export interface Choices {
  /** The call of an arrival, by its place in the mix. */
  readonly callOf: (arrival: number) => number;
  /** The user of an arrival, from 0. */
  readonly userOf: (arrival: number) => number;
}

export interface Mix {
  readonly seed: number;
  /** How often each call is made, in proportion. */
  readonly weights: readonly number[];
  readonly users: number;
}

const CALLS = 0x9e37_79b9;
const USERS = 0x85eb_ca6b;

/** The choices of a mix; each call comes as often as its weight says, each user equally often. */
export function choicesOf({ seed, weights, users }: Mix): Choices {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let reached = 0;
  const bounds = weights.map((weight) => {
    reached += weight;
    return reached / total;
  });
  const last = weights.length - 1;
  return {
    callOf: (arrival) => {
      if (last === 0) return 0;
      const drawn = scramble(seed ^ Math.imul(arrival, CALLS)) / 2 ** 32;
      const at = bounds.findIndex((bound) => drawn < bound);
      return at < 0 ? last : at;
    },
    userOf: (arrival) => (users === 1 ? 0 : scramble(seed + Math.imul(arrival + 1, USERS)) % users),
  };
}

/** Spreads 32 bits evenly: the finalizer of MurmurHash3 (Appleby, 2011). */
function scramble(bits: number): number {
  let mixed = bits;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
