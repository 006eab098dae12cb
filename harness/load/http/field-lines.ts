import { COLON, CR, endOfSpace, endOfText, LF, SPACE, TAB } from './ascii.ts';
import { type FieldNames, NAME_BEGINS, NO_NAME, OTHER_NAME } from './field-names.ts';
import { JoinedBytes } from './joined-bytes.ts';
import { FAILED, type FailureNote, NEEDS_MORE } from './reading.ts';

/** Takes the value [from, to) of the field whose name has that place; false when it notes a failure. */
export type TakeField = (id: number, buffer: Buffer, from: number, to: number) => boolean;

const OTHER_ROW = OTHER_NAME << 8;

/** The byte that is read next: the first of a line, one of a name, and so on. */
type Step = 'line' | 'name' | 'space' | 'value' | 'line feed' | 'last line feed';

/** Reads header lines up to and with the empty one (RFC 9112, section 5), and hands over the values of some. */
export class FieldLines {
  readonly #names: FieldNames;
  readonly #take: TakeField;
  readonly #note: FailureNote;
  readonly #value = new JoinedBytes();
  #step: Step = 'line';
  #node = NAME_BEGINS;

  constructor(names: FieldNames, take: TakeField, note: FailureNote) {
    this.#names = names;
    this.#take = take;
    this.#note = note;
  }

  reset(): void {
    this.#step = 'line';
    this.#value.clear();
  }

  /** Returns the position after the empty line, or `NEEDS_MORE`, or `FAILED`. */
  read(buffer: Buffer, start: number, end: number): number {
    let position = start;
    while (position >= 0 && position < end) {
      switch (this.#step) {
        case 'line':
          position = this.#begin(buffer, position, end);
          break;
        case 'name':
          position = this.#readName(buffer, position, end);
          break;
        case 'space':
          position = this.#skipSpace(buffer, position, end);
          break;
        case 'value':
          position = this.#readValue(buffer, position, end);
          break;
        case 'line feed':
          if (buffer[position] !== LF) return this.#refuse('holds a carriage return without a line feed');
          this.#step = 'line';
          position += 1;
          break;
        case 'last line feed':
          if (buffer[position] !== LF) return this.#refuse('holds a carriage return without a line feed');
          this.#step = 'line';
          return position + 1;
      }
    }
    return position < 0 ? position : NEEDS_MORE;
  }

  #begin(buffer: Buffer, position: number, end: number): number {
    const byte = buffer[position];
    if (byte === CR) {
      this.#step = 'last line feed';
      return position + 1;
    }
    if (byte === SPACE || byte === TAB) return this.#refuse('begins with a space: folded lines are obsolete');
    if (byte === COLON) return this.#refuse('has no name');
    this.#node = NAME_BEGINS;
    this.#step = 'name';
    return this.#readName(buffer, position, end);
  }

  #readName(buffer: Buffer, start: number, end: number): number {
    const { next } = this.#names;
    let node = this.#node;
    let position = start;
    while (position < end && node !== OTHER_NAME) {
      const after = next[(node << 8) | (buffer[position] ?? 0)] ?? NO_NAME;
      if (after === NO_NAME) break;
      node = after;
      position += 1;
    }
    // No name leads out of there: the bytes are looked up without waiting for one another.
    if (node === OTHER_NAME) {
      while (position < end && next[OTHER_ROW | (buffer[position] ?? 0)] === OTHER_NAME) position += 1;
    }
    this.#node = node;
    if (position === end) return end;
    if (buffer[position] !== COLON) return this.#refuse('has a name with a byte that no name may have');
    this.#step = 'space';
    return this.#skipSpace(buffer, position + 1, end);
  }

  #skipSpace(buffer: Buffer, start: number, end: number): number {
    const position = endOfSpace(buffer, start, end);
    if (position === end) return end;
    this.#step = 'value';
    return this.#readValue(buffer, position, end);
  }

  #readValue(buffer: Buffer, start: number, end: number): number {
    const position = endOfText(buffer, start, end);
    const id = this.#names.idAt[this.#node] ?? -1;
    if (position === end) {
      if (id >= 0) this.#value.add(buffer, start, position);
      this.#value.keep();
      return end;
    }
    if (buffer[position] !== CR)
      return this.#refuse('has a value with a control character, or no carriage return');
    this.#step = 'line feed';
    return id < 0 || this.#handOver(id, buffer, start, position) ? position + 1 : FAILED;
  }

  #handOver(id: number, buffer: Buffer, from: number, to: number): boolean {
    const value = this.#value;
    if (value.length === 0) return this.#take(id, buffer, from, to);
    value.add(buffer, from, to);
    const isTaken = this.#take(id, value.buffer, value.start, value.end);
    value.clear();
    return isTaken;
  }

  #refuse(what: string): number {
    return this.#note.fail('malformed', `A header line ${what}.`);
  }
}
