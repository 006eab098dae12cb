import { growOnlyCounter } from '../../checkers/plain/counter-model.ts';
import { growOnlySet } from '../../checkers/plain/set-model.ts';
import { uniqueRegister } from '../../checkers/plain/unique-register-model.ts';
import { modelCase, pick } from './model-case.ts';
import type { Case } from './recorded-cases.ts';
import type { Simulation } from './simulated-history.ts';

type System = Omit<Simulation, 'operations'>;

/** Registers, sets and counters. */
export const plainCases = (): Case[] => [
  modelCase('unique-register, half reads, 100 keys', uniqueRegister, () => registers(100, 0.5)),
  modelCase('unique-register, few reads, 1 key', uniqueRegister, () => registers(1, 0.001)),
  modelCase('set, 2000 keys, read of 20 times', growOnlySet, () => sets(2000, 0.04)),
  modelCase('set, 1 key, read 10 times', growOnlySet, () => sets(1, 0.00001)),
  modelCase('grow-only-counter, half reads, 100 keys', growOnlyCounter, () => counters(UNITS)),
  modelCase('grow-only-counter, echoed amounts', growOnlyCounter, () => counters(ECHOES)),
  modelCase('grow-only-counter, told totals', growOnlyCounter, () => counters(TOTALS)),
];

function registers(keys: number, reads: number): System {
  const values: (number | null)[] = Array.from({ length: keys }, () => null);
  return {
    next: (random, place) => {
      const at = pick(random, keys);
      const key = `register-${at}`;
      if (random() < reads) return { f: 'read', key, input: null, act: () => values[at] ?? null };
      return { f: 'write', key, input: place, act: () => (values[at] = place) };
    },
  };
}

function sets(keys: number, reads: number): System {
  const sets: number[][] = Array.from({ length: keys }, () => []);
  return {
    next: (random, place) => {
      const at = pick(random, keys);
      const set = sets[at] ?? [];
      const key = `set-${at}`;
      if (random() < reads) return { f: 'read', key, input: null, act: () => [...set] };
      return { f: 'add', key, input: place, act: () => (set.push(place), null) };
    },
  };
}

interface Counting {
  readonly keys: number;
  readonly reads: number;
  /** The largest amount. */
  readonly most: number;
  /** What an add answers. */
  readonly answer: (amount: number, sum: number) => number | null;
}

const UNITS: Counting = { keys: 100, reads: 0.5, most: 1, answer: () => null };
const ECHOES: Counting = { keys: 1, reads: 0.1, most: 5, answer: (amount) => amount };
const TOTALS: Counting = { keys: 1, reads: 0, most: 1, answer: (_, sum) => sum };

function counters({ keys, reads, most, answer }: Counting): System {
  const sums = new Float64Array(keys);
  return {
    next: (random) => {
      const at = pick(random, keys);
      const key = `counter-${at}`;
      if (random() < reads) return { f: 'read', key, input: null, act: () => sums[at] };
      const amount = 1 + pick(random, most);
      return {
        f: 'add',
        key,
        input: amount,
        act: () => answer(amount, (sums[at] = (sums[at] ?? 0) + amount)),
      };
    },
  };
}
