/** Places of replicas that are none: more than there can be. */
export const OTHER = 62;
export const NOBODY = 63;

const WIDTH = 4;
const LONGEST_US = 2 ** 32 - 1;

/** Collects samples in plain numbers, so that keeping one costs nothing and a batch moves to another thread whole. */
export class SampleBatch {
  #numbers: Uint32Array<ArrayBuffer>;
  #used = 0;

  constructor(capacity: number) {
    this.#numbers = new Uint32Array(capacity * WIDTH);
  }

  get isFull(): boolean {
    return this.#used === this.#numbers.length;
  }

  /**
   * Keeps what came of one arrival: the second it was due in, what it was (`keyOf`), and how long it took from its due time
   * and from sending, in µs. Plain parameters, since an object each would cost more than all the rest.
   */
  add(second: number, key: number, latencyUs: number, serviceUs: number): void {
    const at = this.#used;
    this.#numbers[at] = second;
    this.#numbers[at + 1] = key;
    this.#numbers[at + 2] = Math.min(latencyUs, LONGEST_US);
    this.#numbers[at + 3] = Math.min(serviceUs, LONGEST_US);
    this.#used = at + WIDTH;
  }

  /** What was collected, to be given away; the batch is empty afterwards. */
  take(): Uint32Array<ArrayBuffer> {
    const taken = this.#numbers.slice(0, this.#used);
    this.#used = 0;
    return taken;
  }
}

/** The status class of an arrival that never began. */
const MISSED = 7;

/**
 * What an arrival was, in 16 bits: its call, by its place in the mix; who answered, by its place among the known replicas,
 * or OTHER, or NOBODY; the first digit of the status, 0 without an answer; and whether the answer was right.
 */
export const keyOf = (call: number, replica: number, statusClass: number, isRightAnswer: boolean): number =>
  (call << 10) | (replica << 4) | (statusClass << 1) | (isRightAnswer ? 1 : 0);

/** The class of a status; 0 for a number that HTTP has not (RFC 9110, 15), for which a key has no room. */
export const classOf = (status: number): number =>
  status >= 100 && status < 600 ? Math.trunc(status / 100) : 0;

/** The key of an arrival that could not begin. */
export const missedKeyOf = (call: number): number => keyOf(call, NOBODY, MISSED, false);

export const isRight = (key: number): boolean => (key & 1) === 1;
export const isMissed = (key: number): boolean => ((key >> 1) & 7) === MISSED;

/** The parts of a key. */
export const partsOf = (key: number) => ({
  call: key >> 10,
  replica: (key >> 4) & 63,
  statusClass: (key >> 1) & 7,
});

/** Goes through a batch that was taken; the parameters are those of `add`. */
export function forEachSample(
  numbers: Uint32Array,
  visit: (second: number, key: number, latencyUs: number, serviceUs: number) => void,
): void {
  for (let at = 0; at + WIDTH <= numbers.length; at += WIDTH)
    visit(numbers[at] ?? 0, numbers[at + 1] ?? 0, numbers[at + 2] ?? 0, numbers[at + 3] ?? 0);
}
