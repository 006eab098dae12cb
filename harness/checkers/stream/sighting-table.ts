import type { RunNs } from '../../time/clock.ts';
import { Names } from '../columns/names.ts';
import { NumberColumn } from '../columns/number-column.ts';
import { type Rows, SomeRows } from '../columns/rows.ts';
import type { Arrival } from './feed.ts';

/** Something arrived, or, without a payload, the stream ended. */
interface Sighting {
  readonly index: number;
  readonly atNs: RunNs;
  readonly id: string | null;
  readonly payload: string | null;
  readonly replica: string | null;
}

/** What was seen on all streams, in columns: there may be a million, and an object each would be too much. */
export class SightingTable {
  readonly #indices = new NumberColumn();
  readonly #timesNs = new NumberColumn();
  readonly #ids: (string | null)[] = [];
  readonly #payloads: (string | null)[] = [];
  readonly #replicas = new NumberColumn();
  readonly #names = new Names();

  /** The row of the new sighting. */
  push({ index, atNs, id, payload, replica }: Sighting): number {
    this.#indices.push(index);
    this.#timesNs.push(atNs);
    this.#ids.push(id);
    this.#replicas.push(this.#names.idOf(replica));
    return this.#payloads.push(payload) - 1;
  }

  atNs(row: number): RunNs {
    return this.#timesNs.at(row);
  }

  isClose(row: number): boolean {
    return this.#payloads[row] === null;
  }

  replicaAt(row: number): string | null {
    return this.#names.at(this.#replicas.at(row));
  }

  /** Orders rows by time, and then as they were in the history. */
  compare(a: number, b: number): number {
    return this.atNs(a) - this.atNs(b) || this.#indices.at(a) - this.#indices.at(b);
  }

  arrivals(rows: readonly number[]): Rows<Arrival> {
    return new SomeRows(rows, this.#arrivalAt);
  }

  readonly #arrivalAt = (row: number): Arrival => ({
    index: this.#indices.at(row),
    atNs: this.#timesNs.at(row),
    event: '',
    id: this.#ids[row] ?? null,
    payload: this.#payloads[row] ?? null,
  });
}
