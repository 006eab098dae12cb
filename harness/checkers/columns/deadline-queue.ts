/** Positions waiting to be taken, the one with the smallest deadline first (a binary heap). */
export class DeadlineQueue {
  readonly #deadlines: Float64Array;
  readonly #heap: number[] = [];

  /** Deadlines by position. */
  constructor(deadlines: Float64Array) {
    this.#deadlines = deadlines;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** The smallest deadline of those waiting; Infinity when none is. */
  get firstDeadline(): number {
    return this.#deadlineAt(0);
  }

  add(position: number): void {
    const heap = this.#heap;
    const deadline = this.#deadlines[position] ?? Infinity;
    let hole = heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#deadlineAt(parent) <= deadline) break;
      heap[hole] = heap[parent] ?? 0;
      hole = parent;
    }
    heap[hole] = position;
  }

  /** Removes the one with the smallest deadline; undefined when none waits. */
  take(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return first;
  }

  /** Removes all, in any order. */
  takeAll(): number[] {
    return this.#heap.splice(0);
  }

  #sink(position: number): void {
    const heap = this.#heap;
    const deadline = this.#deadlines[position] ?? Infinity;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (this.#deadlineAt(child + 1) < this.#deadlineAt(child)) child += 1;
      if (this.#deadlineAt(child) >= deadline) break;
      heap[hole] = heap[child] ?? 0;
      hole = child;
    }
    heap[hole] = position;
  }

  #deadlineAt(place: number): number {
    return this.#deadlines[this.#heap[place] ?? -1] ?? Infinity;
  }
}
