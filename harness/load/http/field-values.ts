import { COMMA, endOfSpace, endWithoutSpace, isWordInAnyCase, NINE, ZERO } from './ascii.ts';

/** The number that [from, to) writes in digits alone; NaN when it is none, or above 2^53 - 1 (RFC 9110, 8.6). */
export function contentLengthIn(buffer: Buffer, from: number, to: number): number {
  let length = from === to ? NaN : 0;
  for (let position = from; position < to; position += 1) {
    const byte = buffer[position] ?? 0;
    if (byte < ZERO || byte > NINE) return NaN;
    length = 10 * length + byte - ZERO;
  }
  return length <= Number.MAX_SAFE_INTEGER ? length : NaN;
}

/** Whether `word`, in small letters, is an element of the list [from, to) with commas (RFC 9110, 5.6.1). */
export function listHolds(buffer: Buffer, from: number, to: number, word: Buffer): boolean {
  let start = from;
  while (start < to) {
    let end = start;
    while (end < to && buffer[end] !== COMMA) end += 1;
    const first = endOfSpace(buffer, start, end);
    if (isWordInAnyCase(buffer, first, endWithoutSpace(buffer, first, end), word)) return true;
    start = end + 1;
  }
  return false;
}
