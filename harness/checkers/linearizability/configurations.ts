/** What a search has reached: a state, and which operations led there. */
export interface Configuration {
  readonly state: number;
  /** A hash of the set of required operations. */
  readonly hash: number;
  /** The set of required operations, a bit each; all below word `from` are in, none from word `to` on. */
  readonly required: Int32Array;
  readonly from: number;
  readonly to: number;
  /** The set of optional operations, a bit each. */
  readonly optional: Int32Array;
}

const FIRST_SLOTS = 64;
const FIRST_WORDS = 512;
/** Of an entry, before its bits: the next entry of the slot, hash, state, `from`, `to`. */
const HEAD = 5;
const WORD_BYTES = 4;

/**
 * The configurations a search has been in (Lowe 2017): hash chains over typed arrays, about 40 bytes an entry.
 * Only the window of the required bits that is neither all in nor all out is kept. Optional operations are never needed, so that
 * one configuration covers another which differs only by having used more of them.
 */
export class Configurations {
  readonly #optionalWords: number;
  #slots = new Int32Array(FIRST_SLOTS);
  #words = new Int32Array(FIRST_WORDS);
  // Offset 0 means "none" in slots and links.
  #end = 1;
  #count = 0;

  constructor(optionalWords: number) {
    this.#optionalWords = optionalWords;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return (this.#words.length + this.#slots.length) * WORD_BYTES;
  }

  /** Remembers a configuration: `new`, or `covered` by one that was there before, or `full` when memory would not do. */
  add(configuration: Configuration, memoryBytes: number): 'new' | 'covered' | 'full' {
    const { state, hash, required, from, to, optional } = configuration;
    let slot = slotOf(this.#slots, hash, state);
    for (let at = this.#slots[slot] ?? 0; at !== 0; at = this.#words[at] ?? 0) {
      if (this.#words[at + 1] === hash && this.#covers(at, configuration)) return 'covered';
    }
    const size = HEAD + to - from + this.#optionalWords;
    if (!this.#makeRoom(size, memoryBytes)) return 'full';
    slot = slotOf(this.#slots, hash, state);
    const words = this.#words;
    let at = this.#end;
    words[at] = this.#slots[slot] ?? 0;
    this.#slots[slot] = at;
    words[at + 1] = hash;
    words[at + 2] = state;
    words[at + 3] = from;
    words[at + 4] = to;
    at += HEAD;
    for (let word = from; word < to; word += 1, at += 1) words[at] = required[word] ?? 0;
    for (let word = 0; word < this.#optionalWords; word += 1, at += 1) words[at] = optional[word] ?? 0;
    this.#end = at;
    this.#count += 1;
    return 'new';
  }

  #covers(entry: number, { state, required, from, to, optional }: Configuration): boolean {
    const words = this.#words;
    if (words[entry + 2] !== state || words[entry + 3] !== from || words[entry + 4] !== to) return false;
    let at = entry + HEAD;
    for (let word = from; word < to; word += 1, at += 1) {
      if (words[at] !== required[word]) return false;
    }
    for (let word = 0; word < this.#optionalWords; word += 1, at += 1) {
      if (((words[at] ?? 0) & ~(optional[word] ?? 0)) !== 0) return false;
    }
    return true;
  }

  #makeRoom(size: number, memoryBytes: number): boolean {
    const words = this.#end + size > this.#words.length ? 2 * this.#words.length + size : this.#words.length;
    const slots = this.#count >= this.#slots.length ? 2 * this.#slots.length : this.#slots.length;
    if ((words + slots) * WORD_BYTES > memoryBytes) return false;
    if (words > this.#words.length) {
      const larger = new Int32Array(words);
      larger.set(this.#words);
      this.#words = larger;
    }
    if (slots > this.#slots.length) this.#relink(slots);
    return true;
  }

  #relink(size: number): void {
    const slots = new Int32Array(size);
    const words = this.#words;
    let at = 1;
    while (at < this.#end) {
      const slot = slotOf(slots, words[at + 1] ?? 0, words[at + 2] ?? 0);
      words[at] = slots[slot] ?? 0;
      slots[slot] = at;
      at += HEAD + (words[at + 4] ?? 0) - (words[at + 3] ?? 0) + this.#optionalWords;
    }
    this.#slots = slots;
  }
}

function slotOf(slots: Int32Array, hash: number, state: number): number {
  return (hash ^ scrambled(state)) & (slots.length - 1);
}

/** A whole number whose bits look drawn by chance (the finalizer of MurmurHash3, by Appleby). */
export function scrambled(number: number): number {
  let bits = Math.imul(number + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
