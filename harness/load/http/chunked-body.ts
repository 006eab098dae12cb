import { CR, endOfText, hexDigit, LF, SEMICOLON } from './ascii.ts';
import { FieldLines } from './field-lines.ts';
import { compileFieldNames } from './field-names.ts';
import type { JoinedBytes } from './joined-bytes.ts';
import { type FailureNote, NEEDS_MORE } from './reading.ts';
import type { ResponseLimits } from './response.ts';

/** The byte that is read next. */
type Step =
  | 'first digit'
  | 'digit'
  | 'extension'
  | 'size line feed'
  | 'data'
  | 'data carriage return'
  | 'data line feed'
  | 'trailers';

/** As many as 64 bits have; more could only be zeros. */
const MOST_DIGITS = 16;
/** Trailers are read past, and mean nothing: those that frame a message may not stand there (RFC 9110, 6.5.1). */
const NO_NAMES = compileFieldNames([]);

/** Takes the chunks off a body (RFC 9112, section 7.1); extensions and trailers are read past. */
export class ChunkedBody {
  readonly #body: JoinedBytes;
  readonly #limits: ResponseLimits;
  readonly #note: FailureNote;
  readonly #trailers: FieldLines;
  #step: Step = 'first digit';
  #digits = 0;
  #chunkBytes = 0;
  #dataLeft = 0;
  #extraLeft = 0;

  /** The data are added to `body`. */
  constructor(body: JoinedBytes, limits: ResponseLimits, note: FailureNote) {
    this.#body = body;
    this.#limits = limits;
    this.#note = note;
    this.#trailers = new FieldLines(NO_NAMES, () => true, note);
  }

  reset(): void {
    this.#step = 'first digit';
    this.#trailers.reset();
    this.#extraLeft = this.#limits.headBytes;
  }

  /** Returns the position after the body, or `NEEDS_MORE`, or `FAILED`. */
  read(buffer: Buffer, start: number, end: number): number {
    let position = start;
    while (position >= 0 && position < end) {
      switch (this.#step) {
        case 'first digit':
          this.#digits = 0;
          this.#chunkBytes = 0;
          position = this.#readDigit(buffer[position] ?? 0, position);
          break;
        case 'digit':
          position = this.#readAfterDigit(buffer[position] ?? 0, position);
          break;
        case 'extension':
          position = this.#skipExtension(buffer, position, end);
          break;
        case 'size line feed':
          position = this.#passed(
            buffer[position] === LF,
            this.#chunkBytes === 0 ? 'trailers' : 'data',
            position,
          );
          break;
        case 'data':
          position = this.#readData(buffer, position, end);
          break;
        case 'data carriage return':
          position = this.#passed(buffer[position] === CR, 'data line feed', position);
          break;
        case 'data line feed':
          position = this.#passed(buffer[position] === LF, 'first digit', position);
          break;
        case 'trailers':
          return this.#readTrailers(buffer, position, end);
      }
    }
    return position < 0 ? position : NEEDS_MORE;
  }

  #readDigit(byte: number, position: number): number {
    const digit = hexDigit(byte);
    if (digit < 0 || this.#digits === MOST_DIGITS)
      return this.#refuse('a size that is no hexadecimal number');
    this.#digits += 1;
    this.#chunkBytes = 16 * this.#chunkBytes + digit;
    if (this.#body.length + this.#chunkBytes > this.#limits.bodyBytes) {
      return this.#note.fail('too-large', `The body is longer than ${this.#limits.bodyBytes} bytes.`);
    }
    this.#dataLeft = this.#chunkBytes;
    this.#step = 'digit';
    return position + 1;
  }

  #readAfterDigit(byte: number, position: number): number {
    if (byte !== CR && byte !== SEMICOLON) return this.#readDigit(byte, position);
    this.#step = byte === CR ? 'size line feed' : 'extension';
    return position + 1;
  }

  #skipExtension(buffer: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#extraLeft);
    const position = endOfText(buffer, start, stop);
    this.#extraLeft -= position - start;
    if (position === stop) return stop === end ? end : this.#tooMuchExtra();
    return this.#passed(buffer[position] === CR, 'size line feed', position);
  }

  #readData(buffer: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#dataLeft);
    this.#body.add(buffer, start, stop);
    this.#dataLeft -= stop - start;
    if (this.#dataLeft === 0) this.#step = 'data carriage return';
    return stop;
  }

  #readTrailers(buffer: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#extraLeft);
    const position = this.#trailers.read(buffer, start, stop);
    this.#extraLeft -= stop - start;
    return position === NEEDS_MORE && stop < end ? this.#tooMuchExtra() : position;
  }

  #passed(isAsExpected: boolean, next: Step, position: number): number {
    if (!isAsExpected) return this.#refuse('a part that does not end where it should');
    this.#step = next;
    return position + 1;
  }

  #tooMuchExtra(): number {
    const { headBytes } = this.#limits;
    return this.#note.fail(
      'too-large',
      `The chunk extensions and trailers are longer than ${headBytes} bytes.`,
    );
  }

  #refuse(what: string): number {
    return this.#note.fail('malformed', `The chunked body has ${what}.`);
  }
}
