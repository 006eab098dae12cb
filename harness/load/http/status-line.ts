import { CR, endOfText, LF, NINE, ONE, SPACE, ZERO } from './ascii.ts';
import { type FailureNote, NEEDS_MORE } from './reading.ts';

/** Places in a status line: `HTTP/1.1 200 OK`. */
const MINOR = 7;
const STATUS = 9;
const AFTER_STATUS = 12;
const REASON = 13;
const LINE_FEED = 14;
const FIXED = Buffer.from('HTTP/1.x ', 'latin1');

/** Reads the status line (RFC 9112, section 4) of HTTP/1.0 and 1.1; a reason may be empty, or missing with its space. */
export class StatusLine {
  readonly #note: FailureNote;
  #place = 0;
  minorVersion = 0;
  status = 0;

  constructor(note: FailureNote) {
    this.#note = note;
  }

  reset(): void {
    this.#place = 0;
    this.status = 0;
  }

  /** Returns the position after the line, or `NEEDS_MORE`, or `FAILED`. */
  read(buffer: Buffer, start: number, end: number): number {
    let position = this.#place < REASON ? this.#readFixed(buffer, start, end) : start;
    if (position < 0) return position;
    if (this.#place === REASON) {
      position = endOfText(buffer, position, end);
      if (position < end) {
        if (buffer[position] !== CR) return this.#refuse();
        this.#place = LINE_FEED;
        position += 1;
      }
    }
    if (position === end) return NEEDS_MORE;
    return buffer[position] === LF ? position + 1 : this.#refuse();
  }

  /** Version and status: as many bytes as there are places. */
  #readFixed(buffer: Buffer, start: number, end: number): number {
    let position = start;
    let place = this.#place;
    for (; position < end && place < STATUS; place += 1, position += 1) {
      const byte = buffer[position] ?? 0;
      if (place === MINOR) this.minorVersion = byte - ZERO;
      if (place === MINOR ? byte !== ZERO && byte !== ONE : byte !== FIXED[place]) return this.#refuse();
    }
    for (; position < end && place < AFTER_STATUS; place += 1, position += 1) {
      const byte = buffer[position] ?? 0;
      if (byte > NINE || byte < (place === STATUS ? ONE : ZERO)) return this.#refuse();
      this.status = 10 * this.status + byte - ZERO;
    }
    if (place === AFTER_STATUS && position < end) {
      const byte = buffer[position];
      if (byte !== SPACE && byte !== CR) return this.#refuse();
      place = byte === CR ? LINE_FEED : REASON;
      position += 1;
    }
    this.#place = place;
    return position;
  }

  #refuse(): number {
    return this.#note.fail(
      'malformed',
      'The response does not begin with a status line of HTTP/1.0 or HTTP/1.1.',
    );
  }
}
