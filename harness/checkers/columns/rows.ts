/** Things by position: an array, or something smaller that makes them when it is asked. */
export interface Rows<Row> extends Iterable<Row> {
  readonly length: number;
  readonly at: (position: number) => Row | undefined;
}

/** Some rows of a table, made of their numbers when asked for. */
export class SomeRows<Row> implements Rows<Row> {
  readonly #rows: ArrayLike<number>;
  readonly #make: (row: number) => Row;

  constructor(rows: ArrayLike<number>, make: (row: number) => Row) {
    this.#rows = rows;
    this.#make = make;
  }

  get length(): number {
    return this.#rows.length;
  }

  at(position: number): Row | undefined {
    const row = this.#rows[position];
    return row === undefined ? undefined : this.#make(row);
  }

  *[Symbol.iterator](): Generator<Row> {
    for (let position = 0; position < this.#rows.length; position += 1)
      yield this.#make(this.#rows[position] ?? 0);
  }
}
