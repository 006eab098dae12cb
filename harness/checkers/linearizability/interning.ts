import type { Call, Specification } from './specification.ts';
import { memoised } from './step-table.ts';

/** What a step leads to when the action cannot have been answered so. */
export const REFUSED = -1;

/** A specification over whole numbers: states and actions are interned, and each step is computed once. */
export interface Machine {
  readonly initialState: number;
  /** The number of each call's action, by the call's position; equal numbers are interchangeable actions. */
  readonly actions: Int32Array;
  /** Whether an action is a read, by its number: 1 or 0. */
  readonly isRead: Uint8Array;
  /** About how many bytes the states take; Infinity when there can be no more of them. */
  readonly bytes: () => number;
  /** The number of the state after an action, or REFUSED. */
  readonly step: (state: number, action: number) => number;
  /** Whether a state has grown past the one in which a read would be legal; null when states do not grow. */
  readonly hasPassed: ((state: number, read: number) => boolean) | null;
  /** Whether an action makes states smaller again, by its number: 1 or 0. */
  readonly resets: Uint8Array;
}

/** Interns the states and actions of one partition. */
export function intern<State, Action>(
  { initial, step, stateKey, actionKey, isRead, growth }: Specification<State, Action>,
  calls: readonly Call<Action>[],
): Machine {
  const actions = new Interner(actionKey);
  const states = new Interner(stateKey);
  const compute = (state: number, action: number): number => {
    const next = step(states.valueOf(state), actions.valueOf(action));
    return next === undefined ? REFUSED : states.numberOf(next);
  };
  const numbers = Int32Array.from(calls, ({ action }) => actions.numberOf(action));
  return {
    initialState: states.numberOf(initial),
    actions: numbers,
    isRead: Uint8Array.from(actions.values, (action) => Number(isRead(action))),
    bytes: () => states.bytes,
    step: memoised(compute),
    hasPassed: growth
      ? (state, read) => growth.hasPassed(states.valueOf(state), actions.valueOf(read))
      : null,
    resets: Uint8Array.from(actions.values, (action) => Number(growth?.resets(action))),
  };
}

/** A Map ends at 2²⁴ entries. */
const MOST_STATES = 2 ** 24 - 1;
/** What an entry takes beside the characters of its key, in a Map, a list and the table of steps. */
const ENTRY_BYTES = 120;

/** Numbers values from 0 in the order in which they are first seen. */
class Interner<T> {
  readonly #keyOf: (value: T) => string;
  readonly #numbers = new Map<string, number>();
  readonly values: T[] = [];
  #keyLength = 0;

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
  }

  numberOf(value: T): number {
    const key = this.#keyOf(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#keyLength += key.length;
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }

  get bytes(): number {
    if (this.values.length >= MOST_STATES) return Infinity;
    return this.values.length * ENTRY_BYTES + 2 * this.#keyLength;
  }

  valueOf(number: number): T {
    const value = this.values[number];
    if (value === undefined) throw new RangeError(`nothing is numbered ${number}`);
    return value;
  }
}
