import type { RecordedOperation } from '../../history/recorded.ts';
import { NameColumn } from '../columns/column.ts';
import type { CounterAdd, CounterHistory, CounterLook } from './counter-history.ts';
import { Names } from '../columns/names.ts';
import { NumberColumn } from '../columns/number-column.ts';
import { SomeRows } from '../columns/rows.ts';

/** What was done to counters, as columns of numbers: some sixty bytes an operation, whatever the number of keys. */
export class CounterLog {
  readonly #keys = new NameColumn<string>();
  readonly #kinds = new NumberColumn();
  readonly #indices = new NumberColumn();
  readonly #beginsNs = new NumberColumn();
  /** Not a number without an answer. */
  readonly #endsNs = new NumberColumn();
  /** The amount of an add, the value of a read. */
  readonly #values = new NumberColumn();
  /** Not a number where an add was told none. */
  readonly #totals = new NumberColumn();
  readonly #replicas = new NumberColumn();
  readonly #names = new Names();
  /** Whether each add was told its own amount, or nothing. */
  #isEcho = true;
  #reads = 0;
  #told = 0;

  /** How many operations showed a value. */
  get looks(): number {
    return this.#isEcho ? this.#reads : this.#reads + this.#told;
  }

  noteAdd(op: RecordedOperation, amount: number, total: number | null): void {
    if (total !== null) {
      this.#told += 1;
      if (total !== amount) this.#isEcho = false;
    }
    this.#push(op, ADD, amount, total);
  }

  noteRead(op: RecordedOperation, value: number): void {
    this.#reads += 1;
    this.#push(op, READ, value, null);
  }

  /** An add that did not happen: its counter is one all the same. */
  noteFailure(op: RecordedOperation): void {
    this.#push(op, NOTHING, 0, null);
  }

  /** The counters by key; adds that all were told their amounts were told no totals. */
  counters(): Map<string, CounterHistory> {
    const counters = new Map<string, CounterHistory>();
    for (const [key, rows] of this.#keys.rowsByName()) {
      counters.set(key, {
        adds: new SomeRows(this.#ofKind(rows, ADD), (row) => this.#addAt(row)),
        reads: new SomeRows(this.#ofKind(rows, READ), (row) => this.#readAt(row)),
      });
    }
    return counters;
  }

  #push(op: RecordedOperation, kind: number, value: number, total: number | null): void {
    this.#keys.push(op.key);
    this.#kinds.push(kind);
    this.#indices.push(op.index);
    this.#beginsNs.push(op.invokedNs);
    this.#endsNs.push(op.outcome === 'ok' ? op.completedNs : Number.NaN);
    this.#values.push(value);
    this.#totals.push(total ?? Number.NaN);
    this.#replicas.push(this.#names.idOf(op.replica));
  }

  #ofKind(rows: Uint32Array, kind: number): Uint32Array {
    return rows.filter((row) => this.#kinds.at(row) === kind);
  }

  #addAt(row: number): CounterAdd {
    const [completedNs, total] = [this.#endsNs.at(row), this.#totals.at(row)];
    return {
      index: this.#indices.at(row),
      amount: this.#values.at(row),
      invokedNs: this.#beginsNs.at(row),
      completedNs: Number.isNaN(completedNs) ? null : completedNs,
      total: this.#isEcho || Number.isNaN(total) ? null : total,
      replica: this.#names.at(this.#replicas.at(row)),
    };
  }

  #readAt(row: number): CounterLook {
    const value = this.#values.at(row);
    return {
      index: this.#indices.at(row),
      before: value,
      after: value,
      invokedNs: this.#beginsNs.at(row),
      completedNs: this.#endsNs.at(row),
      replica: this.#names.at(this.#replicas.at(row)),
    };
  }
}

const [ADD, READ, NOTHING] = [0, 1, 2];
