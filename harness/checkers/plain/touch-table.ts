import type { RunNs } from '../../time/clock.ts';
import { Names } from '../columns/names.ts';
import { NumberColumn } from '../columns/number-column.ts';

/** One read or write of a register. */
export interface Touch {
  /** Null for the write of the initial value, which nobody asked for. */
  readonly index: number | null;
  readonly isWrite: boolean;
  readonly invokedNs: RunNs;
  /** Infinity for a write without an answer. */
  readonly completedNs: RunNs;
  readonly replica: string | null;
}

/** Touches as columns of numbers: some forty bytes each. */
export class TouchTable {
  readonly #indices = new NumberColumn();
  readonly #beginsNs = new NumberColumn();
  readonly #endsNs = new NumberColumn();
  /** The number of the replica, doubled, and one more for a write. */
  readonly #kinds = new NumberColumn();
  readonly #replicas = new Names();

  /** The row of the new touch. */
  push({ index, isWrite, invokedNs, completedNs, replica }: Touch): number {
    this.#indices.push(index ?? NOBODY);
    this.#beginsNs.push(invokedNs);
    this.#endsNs.push(completedNs);
    this.#kinds.push(2 * this.#replicas.idOf(replica) + (isWrite ? 1 : 0));
    return this.#kinds.length - 1;
  }

  beginNs(row: number): RunNs {
    return this.#beginsNs.at(row);
  }

  endNs(row: number): RunNs {
    return this.#endsNs.at(row);
  }

  at(row: number): Touch | null {
    const index = this.#indices.at(row);
    if (Number.isNaN(index)) return null;
    const kind = this.#kinds.at(row);
    return {
      index: index === NOBODY ? null : index,
      isWrite: kind % 2 === 1,
      invokedNs: this.#beginsNs.at(row),
      completedNs: this.#endsNs.at(row),
      replica: this.#replicas.at(Math.floor(kind / 2)),
    };
  }
}

const NOBODY = -1;
