/** Slots of a new table; a power of two, as is every later size. */
const FIRST_SIZE = 64;
/** Numbers a slot takes: state, action, result. */
const WIDTH = 3;
const EMPTY = -1;

/**
 * Remembers a function of two whole numbers ≥ 0, whose result is a whole number: open addressing with linear
 * probing over one typed array, 12 bytes an entry at most half full. A Map would end at 2²⁴ entries.
 */
export function memoised(
  compute: (state: number, action: number) => number,
): (state: number, action: number) => number {
  let slots = new Int32Array(FIRST_SIZE * WIDTH).fill(EMPTY);
  let mask = FIRST_SIZE - 1;
  let count = 0;
  return (state, action) => {
    const found = slotOf(slots, mask, state, action);
    if (slots[found] !== EMPTY) return slots[found + 2] ?? EMPTY;
    const result = compute(state, action);
    if (2 * (count + 1) > mask) {
      mask = 2 * mask + 1;
      slots = rehashed(slots, mask);
    }
    count += 1;
    put(slots, mask, state, action, result);
    return result;
  };
}

/** Where a pair stands, or the empty slot in which it belongs. */
function slotOf(slots: Int32Array, mask: number, state: number, action: number): number {
  let at = (Math.imul(state, 0x9e3779b1) ^ Math.imul(action, 0x85ebca6b)) >>> 0;
  at = (at ^ (at >>> 15)) & mask;
  for (;;) {
    const slot = at * WIDTH;
    const held = slots[slot];
    if (held === EMPTY || (held === state && slots[slot + 1] === action)) return slot;
    at = (at + 1) & mask;
  }
}

function put(slots: Int32Array, mask: number, state: number, action: number, result: number): void {
  const slot = slotOf(slots, mask, state, action);
  slots[slot] = state;
  slots[slot + 1] = action;
  slots[slot + 2] = result;
}

function rehashed(slots: Int32Array, mask: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array((mask + 1) * WIDTH).fill(EMPTY);
  for (let slot = 0; slot < slots.length; slot += WIDTH) {
    const state = slots[slot] ?? EMPTY;
    if (state !== EMPTY) put(larger, mask, state, slots[slot + 1] ?? 0, slots[slot + 2] ?? 0);
  }
  return larger;
}
