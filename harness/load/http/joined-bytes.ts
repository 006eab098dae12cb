import type { ByteRun } from './response.ts';

const SMALLEST_BYTES = 4096;

/** Pieces as one run: a view of the fed buffer while there is one piece, from then on a copy in a buffer that is kept. */
export class JoinedBytes implements ByteRun {
  #own: Buffer = Buffer.alloc(0);
  buffer: Buffer = this.#own;
  start = 0;
  end = 0;

  get length(): number {
    return this.end - this.start;
  }

  clear(): void {
    this.buffer = this.#own;
    this.start = 0;
    this.end = 0;
  }

  /** Appends the bytes [from, to); they are not copied before they have to be. */
  add(buffer: Buffer, from: number, to: number): void {
    if (from === to) return;
    if (this.start === this.end) {
      this.buffer = buffer;
      this.start = from;
      this.end = to;
      return;
    }
    this.keep();
    this.#copy(buffer, from, to);
  }

  /** Copies what is still a view; to be called before the fed buffer is written again. */
  keep(): void {
    if (this.buffer === this.#own) return;
    const { buffer, start, end } = this;
    this.start = 0;
    this.end = 0;
    this.#copy(buffer, start, end);
  }

  #copy(buffer: Buffer, from: number, to: number): void {
    const end = this.end + to - from;
    if (end > this.#own.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.#own.length, SMALLEST_BYTES));
      this.#own.copy(grown, 0, 0, this.end);
      this.#own = grown;
    }
    buffer.copy(this.#own, this.end, from, to);
    this.buffer = this.#own;
    this.end = end;
  }
}
