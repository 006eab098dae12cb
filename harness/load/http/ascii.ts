/** The bytes that frame a message of HTTP/1 (RFC 9112). */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const COMMA = 0x2c;
export const ZERO = 0x30;
export const ONE = 0x31;
export const NINE = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;

const DELETE = 0x7f;
/** What a letter has and its capital has not. */
const CASE_BIT = 0x20;

/** The position of the first byte in [from, to) that may not stand in a header value or a reason phrase; `to` when all may. */
export function endOfText(buffer: Buffer, from: number, to: number): number {
  let position = from;
  while (position < to) {
    const byte = buffer[position] ?? 0;
    if (byte < SPACE ? byte !== TAB : byte === DELETE) break;
    position += 1;
  }
  return position;
}

/** The position of the first byte in [from, to) that is no space or tab; `to` when all are. */
export function endOfSpace(buffer: Buffer, from: number, to: number): number {
  let position = from;
  while (position < to && isSpace(buffer[position])) position += 1;
  return position;
}

/** The end of [from, to) without the spaces and tabs it ends with. */
export function endWithoutSpace(buffer: Buffer, from: number, to: number): number {
  let position = to;
  while (position > from && isSpace(buffer[position - 1])) position -= 1;
  return position;
}

/** Whether [from, to) is `word`, byte by byte. */
export function isWord(buffer: Buffer, from: number, to: number, word: Buffer): boolean {
  if (to - from !== word.length) return false;
  // Names differ most often at their end: replica-1, replica-2.
  for (let at = word.length - 1; at >= 0; at -= 1) if (buffer[from + at] !== word[at]) return false;
  return true;
}

/** Whether the text [from, to) is `word`, which is in small letters and hyphens, whatever the case of its letters. */
export function isWordInAnyCase(buffer: Buffer, from: number, to: number, word: Buffer): boolean {
  if (to - from !== word.length) return false;
  // Only a capital becomes a small letter by that bit, and nothing that is text becomes a hyphen.
  for (let at = 0; at < word.length; at += 1) {
    if (((buffer[from + at] ?? 0) | CASE_BIT) !== word[at]) return false;
  }
  return true;
}

/** What the byte counts as a hexadecimal digit; -1 when it is none. */
export function hexDigit(byte: number): number {
  if (byte >= ZERO && byte <= NINE) return byte - ZERO;
  const letter = byte | CASE_BIT;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}

function isSpace(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}
