const CHUNK = 1024;

/** Numbers that only grow in number: never copied, and never more than one chunk too long. */
export class Column {
  readonly #chunks: Float64Array[] = [];
  #last = new Float64Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    const place = this.#length % CHUNK;
    if (place === 0) {
      this.#last = new Float64Array(CHUNK);
      this.#chunks.push(this.#last);
    }
    this.#last[place] = value;
    this.#length += 1;
  }

  /** The number in a row; not a number where there is no such row. */
  at(row: number): number {
    return this.#chunks[Math.floor(row / CHUNK)]?.[row % CHUNK] ?? Number.NaN;
  }
}

/** Names by row, each held once however often it comes. */
export class NameColumn<Name extends string | null> {
  readonly #ids = new Map<Name, number>();
  readonly #names: Name[] = [];
  readonly #column = new Column();

  push(name: Name): void {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#names.push(name) - 1;
      this.#ids.set(name, id);
    }
    this.#column.push(id);
  }

  at(row: number): Name | undefined {
    return this.#names[this.#column.at(row)];
  }

  /** The rows of each name, in the order in which the names first came: counted, then placed. */
  *rowsByName(): Generator<readonly [Name, Uint32Array]> {
    const { length } = this.#column;
    const counts = new Uint32Array(this.#names.length);
    for (let row = 0; row < length; row += 1) increment(counts, this.#column.at(row));
    const ends = new Uint32Array(this.#names.length);
    for (let id = 1; id < ends.length; id += 1) ends[id] = (ends[id - 1] ?? 0) + (counts[id - 1] ?? 0);
    const rows = new Uint32Array(length);
    for (let row = 0; row < length; row += 1) rows[increment(ends, this.#column.at(row))] = row;
    for (const [id, name] of this.#names.entries()) {
      yield [name, rows.subarray((ends[id] ?? 0) - (counts[id] ?? 0), ends[id])];
    }
  }
}

function increment(numbers: Uint32Array, at: number): number {
  const before = numbers[at] ?? 0;
  numbers[at] = before + 1;
  return before;
}
