/** Rows of as many numbers each, eight bytes a number: a million objects would be three times as large. */
export class PackedRows {
  readonly #width: number;
  /** In chunks, since growing an array copies it. */
  readonly #chunks: number[][] = [];
  length = 0;

  constructor(width: number) {
    this.#width = width;
  }

  push(...row: readonly number[]): void {
    if (this.length % CHUNK === 0) this.#chunks.push([]);
    this.#chunks.at(-1)?.push(...row);
    this.length += 1;
  }

  /** One number of a row; NaN when there is no such row. */
  get(place: number, column: number): number {
    return this.#chunks[Math.floor(place / CHUNK)]?.[(place % CHUNK) * this.#width + column] ?? NaN;
  }
}

const CHUNK = 4096;
