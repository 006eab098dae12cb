import { NumberColumn } from '../columns/number-column.ts';
import { type Rows, SomeRows } from '../columns/rows.ts';
import type { Scalar } from './scalar.ts';
import { type Touch, TouchTable } from './touch-table.ts';

/** All that is known of one value: what wrote it, and the reads that matter. */
export interface ValueCluster {
  readonly value: Scalar;
  /** Null as long as no write of it, other than failed ones, is known. */
  readonly write: Touch | null;
  /** A write of it that definitely did not happen. */
  readonly failedWrite: number | null;
  /** The read that ends first, and the one that begins last. */
  readonly firstRead: Touch | null;
  readonly lastRead: Touch | null;
}

/** The clusters of one register: their rows, by value. */
export type ValueClusters = Map<Scalar, number>;

/** The write of the initial value, which nobody asked for. */
const INITIAL: Touch = {
  index: null,
  isWrite: true,
  invokedNs: -Infinity,
  completedNs: -Infinity,
  replica: null,
};

/** The clusters of all registers in columns: there may be a million, and objects for each would be too much. */
export class ClusterTable {
  readonly #touches = new TouchTable();
  readonly #initial = this.#touches.push(INITIAL);
  readonly #values: Scalar[] = [];
  /** Rows of touches. */
  readonly #writes = new NumberColumn();
  readonly #firstReads = new NumberColumn();
  readonly #lastReads = new NumberColumn();
  readonly #failed = new Map<number, number>();

  /** The register before anything happened: it holds nil, written before all time. */
  newRegister(): ValueClusters {
    const register: ValueClusters = new Map();
    this.#writes.set(this.rowOf(register, null), this.#initial);
    return register;
  }

  /** Where the cluster of a value stands; it gets a place if it has none. */
  rowOf(register: ValueClusters, value: Scalar): number {
    const known = register.get(value);
    if (known !== undefined) return known;
    const row = this.#values.push(value) - 1;
    for (const column of [this.#writes, this.#firstReads, this.#lastReads]) column.push(NONE);
    register.set(value, row);
    return row;
  }

  /** False when a write of it is known already. */
  noteWrite(row: number, write: Touch): boolean {
    if (this.#writes.at(row) !== NONE) return false;
    this.#writes.set(row, this.#touches.push(write));
    return true;
  }

  noteFailure(row: number, index: number): void {
    this.#failed.set(row, index);
  }

  /** Keeps a read if it ends first, or begins last: others say nothing more. */
  noteRead(row: number, read: Touch): void {
    const [first, last] = [this.#firstReads.at(row), this.#lastReads.at(row)];
    const isFirst = first === NONE || read.completedNs < this.#touches.endNs(first);
    const isLast = last === NONE || read.invokedNs >= this.#touches.beginNs(last);
    if (!isFirst && !isLast) return;
    const touch = this.#touches.push(read);
    if (isFirst) this.#firstReads.set(row, touch);
    if (isLast) this.#lastReads.set(row, touch);
  }

  clustersOf(register: ValueClusters): Rows<ValueCluster> {
    return new SomeRows(Uint32Array.from(register.values()), (row) => ({
      value: this.#values[row] ?? null,
      write: this.#touches.at(this.#writes.at(row)),
      failedWrite: this.#failed.get(row) ?? null,
      firstRead: this.#touches.at(this.#firstReads.at(row)),
      lastRead: this.#touches.at(this.#lastReads.at(row)),
    }));
  }
}

/** No touch: there is no such row. */
const NONE = -1;
