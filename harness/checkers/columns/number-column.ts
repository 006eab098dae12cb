const CHUNK = 4096;

/** Numbers that only grow in number, eight bytes each: never copied, and never more than one chunk too long. */
export class NumberColumn {
  readonly #chunks: Float64Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length % CHUNK === 0) this.#chunks.push(new Float64Array(CHUNK));
    this.set(this.#length, value);
    this.#length += 1;
  }

  /** Puts another number into a row that there is. */
  set(row: number, value: number): void {
    const chunk = this.#chunks[Math.floor(row / CHUNK)];
    if (chunk) chunk[row % CHUNK] = value;
  }

  /** The number in a row; not a number where there is no such row. */
  at(row: number): number {
    return this.#chunks[Math.floor(row / CHUNK)]?.[row % CHUNK] ?? Number.NaN;
  }
}
