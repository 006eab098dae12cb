import type { RunNs } from '../../time/clock.ts';
import type { Scalar } from './scalar.ts';

/** What was asked of one element of a set; several adds of one value are one element. */
export interface SetElement {
  readonly value: Scalar;
  /** How many adds of it may have happened: all but the failed ones. */
  readonly attempts: number;
  /** When the first of them began, and which it was; Infinity and null without any. */
  readonly begunNs: RunNs;
  readonly add: number | null;
  /** When the first answer came, to which, and from whom; Infinity and null if none did. */
  readonly acknowledgedNs: RunNs;
  readonly acknowledged: number | null;
  readonly replica: string | null;
  /** An add of it that definitely did not happen. */
  readonly failed: number | null;
}

/** One add, as the table notes it. */
export interface SetAdd {
  readonly index: number;
  readonly invokedNs: RunNs;
  /** Infinity if no answer came. */
  readonly completedNs: RunNs;
  readonly replica: string | null;
}

/** The elements of one set, by position, in columns: there may be a million, and an object each would be too much. */
export class ElementTable {
  readonly #positions = new Map<Scalar, number>();
  readonly #values: Scalar[] = [];
  readonly #attempts: number[] = [];
  readonly #begunNs: number[] = [];
  readonly #adds: (number | null)[] = [];
  readonly #acknowledgedNs: number[] = [];
  readonly #acknowledged: (number | null)[] = [];
  readonly #replicas: (string | null)[] = [];
  readonly #failed = new Map<number, number>();

  get size(): number {
    return this.#values.length;
  }

  at(position: number): SetElement {
    return {
      value: this.#values[position] ?? null,
      attempts: this.#attempts[position] ?? 0,
      begunNs: this.#begunNs[position] ?? Infinity,
      add: this.#adds[position] ?? null,
      acknowledgedNs: this.#acknowledgedNs[position] ?? Infinity,
      acknowledged: this.#acknowledged[position] ?? null,
      replica: this.#replicas[position] ?? null,
      failed: this.#failed.get(position) ?? null,
    };
  }

  /** Where the element stands; it gets a place if it has none. */
  positionOf(value: Scalar): number {
    const known = this.#positions.get(value);
    if (known !== undefined) return known;
    const position = this.size;
    this.#positions.set(value, position);
    this.#values.push(value);
    this.#attempts.push(0);
    this.#begunNs.push(Infinity);
    this.#adds.push(null);
    this.#acknowledgedNs.push(Infinity);
    this.#acknowledged.push(null);
    this.#replicas.push(null);
    return position;
  }

  noteAdd(value: Scalar, { index, invokedNs, completedNs, replica }: SetAdd): void {
    const position = this.positionOf(value);
    this.#attempts[position] = (this.#attempts[position] ?? 0) + 1;
    if (invokedNs < (this.#begunNs[position] ?? Infinity)) {
      this.#begunNs[position] = invokedNs;
      this.#adds[position] = index;
    }
    if (completedNs < (this.#acknowledgedNs[position] ?? Infinity)) {
      this.#acknowledgedNs[position] = completedNs;
      this.#acknowledged[position] = index;
      this.#replicas[position] = replica;
    }
  }

  noteFailure(value: Scalar, index: number): void {
    this.#failed.set(this.positionOf(value), index);
  }
}
