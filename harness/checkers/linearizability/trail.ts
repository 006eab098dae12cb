/** The cursor of a move to which there was no alternative. */
export const FORCED = -1;

/** The moves of a search from its start to where it is, and the longest such way it has seen. */
export class Trail {
  readonly #operations: Int32Array;
  readonly #states: Int32Array;
  readonly #highests: Int32Array;
  readonly #cursors: Int32Array;
  readonly #best: Int32Array;
  #depth = 0;
  #bestDepth = 0;
  /** How many moves at the start are the same as in the best. */
  #shared = 0;

  constructor(longest: number) {
    this.#operations = new Int32Array(longest);
    this.#states = new Int32Array(longest);
    this.#highests = new Int32Array(longest);
    this.#cursors = new Int32Array(longest);
    this.#best = new Int32Array(longest);
  }

  get depth(): number {
    return this.#depth;
  }

  /** A required operation, or the complement `~operation` of an optional one; 0 at the start. */
  get operation(): number {
    return this.#operations[this.#depth - 1] ?? 0;
  }

  /** The state before the last move. */
  get state(): number {
    return this.#states[this.#depth - 1] ?? 0;
  }

  /** The highest required operation that was in before the last move. */
  get highest(): number {
    return this.#highests[this.#depth - 1] ?? 0;
  }

  /** Where in the timeline the last move was chosen, or FORCED. */
  get cursor(): number {
    return this.#cursors[this.#depth - 1] ?? 0;
  }

  push(operation: number, state: number, highest: number, cursor: number): void {
    this.#operations[this.#depth] = operation;
    this.#states[this.#depth] = state;
    this.#highests[this.#depth] = highest;
    this.#cursors[this.#depth] = cursor;
    this.#depth += 1;
  }

  pop(): void {
    this.#depth -= 1;
    if (this.#depth < this.#shared) this.#shared = this.#depth;
  }

  /** Keeps the way to here as the best; only what differs from the last best is copied. */
  keep(): void {
    this.#best.set(this.#operations.subarray(this.#shared, this.#depth), this.#shared);
    this.#bestDepth = this.#depth;
    this.#shared = this.#depth;
  }

  /** The moves of the best way. */
  get best(): Int32Array {
    return this.#best.subarray(0, this.#bestDepth);
  }
}
