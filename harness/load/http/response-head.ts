import { endWithoutSpace, isWordInAnyCase } from './ascii.ts';
import { FieldLines } from './field-lines.ts';
import { contentLengthIn, listHolds } from './field-values.ts';
import { type FailureNote, NEEDS_MORE } from './reading.ts';
import {
  CONNECTION,
  CONTENT_LENGTH,
  fieldValueIn,
  type ResponseFields,
  TRANSFER_ENCODING,
  WANTED,
} from './response-fields.ts';
import type { FieldValue } from './response.ts';
import { StatusLine } from './status-line.ts';

const CHUNKED = Buffer.from('chunked');
const CLOSE = Buffer.from('close');
const KEEP_ALIVE = Buffer.from('keep-alive');
const ABSENT: FieldValue = { kind: 'absent' };
const NOT_SAID = -1;

/** Reads a status line and headers, and keeps what they say about the body, the connection and the wanted headers. */
export class ResponseHead {
  readonly #fields: ResponseFields;
  readonly #note: FailureNote;
  readonly #limitBytes: number;
  readonly #line: StatusLine;
  readonly #lines: FieldLines;
  readonly #wanted: FieldValue[];
  #bytesLeft = 0;
  #isInLines = false;
  #saysClose = false;
  #saysKeepAlive = false;
  isChunked = false;
  /** Of the body, as said; -1 when it is not. */
  contentLengthBytes = NOT_SAID;

  constructor(fields: ResponseFields, limitBytes: number, note: FailureNote) {
    this.#fields = fields;
    this.#note = note;
    this.#limitBytes = limitBytes;
    this.#line = new StatusLine(note);
    this.#lines = new FieldLines(
      fields.names,
      (id, buffer, from, to) => this.#take(id, buffer, from, to),
      note,
    );
    this.#wanted = fields.wanted.map(() => ABSENT);
    this.reset();
  }

  reset(): void {
    this.#line.reset();
    this.#lines.reset();
    for (let place = 0; place < this.#wanted.length; place += 1) this.#wanted[place] = ABSENT;
    this.#bytesLeft = this.#limitBytes;
    this.#isInLines = false;
    this.#saysClose = false;
    this.#saysKeepAlive = false;
    this.isChunked = false;
    this.contentLengthBytes = NOT_SAID;
  }

  get hasBegun(): boolean {
    return this.#bytesLeft < this.#limitBytes;
  }

  get status(): number {
    return this.#line.status;
  }

  /** Whether the peer lets the connection be used again (RFC 9112, 9.3). */
  get allowsReuse(): boolean {
    return !this.#saysClose && (this.#line.minorVersion > 0 || this.#saysKeepAlive);
  }

  get wanted(): readonly FieldValue[] {
    return this.#wanted;
  }

  /** Returns the position after the head, or `NEEDS_MORE`, or `FAILED`. */
  read(buffer: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#bytesLeft);
    const position = this.#readLines(buffer, start, stop);
    this.#bytesLeft -= stop - start;
    if (position !== NEEDS_MORE || stop === end) return position;
    return this.#note.fail('too-large', `The head of the response is longer than ${this.#limitBytes} bytes.`);
  }

  #readLines(buffer: Buffer, start: number, end: number): number {
    if (this.#isInLines) return this.#lines.read(buffer, start, end);
    const position = this.#line.read(buffer, start, end);
    if (position < 0) return position;
    this.#isInLines = true;
    return this.#lines.read(buffer, position, end);
  }

  #take(id: number, buffer: Buffer, from: number, to: number): boolean {
    const end = endWithoutSpace(buffer, from, to);
    switch (id) {
      case CONTENT_LENGTH:
        return this.#takeContentLength(contentLengthIn(buffer, from, end));
      case TRANSFER_ENCODING:
        return this.#takeTransferEncoding(isWordInAnyCase(buffer, from, end, CHUNKED));
      case CONNECTION:
        this.#takeConnection(buffer, from, end);
        return true;
      default:
        this.#takeWanted(id - WANTED, buffer, from, end);
        return true;
    }
  }

  #takeContentLength(bytes: number): boolean {
    if (Number.isNaN(bytes)) return this.#refuse('has a Content-Length that is no number');
    if (this.isChunked) return this.#refuse('has both a Content-Length and a Transfer-Encoding');
    const said = this.contentLengthBytes;
    if (said !== NOT_SAID && said !== bytes) return this.#refuse('has two Content-Lengths that differ');
    this.contentLengthBytes = bytes;
    return true;
  }

  #takeTransferEncoding(isChunked: boolean): boolean {
    if (!isChunked || this.isChunked) return this.#refuse('has a Transfer-Encoding other than one "chunked"');
    if (this.contentLengthBytes !== NOT_SAID)
      return this.#refuse('has both a Content-Length and a Transfer-Encoding');
    if (this.#line.minorVersion === 0) return this.#refuse('is HTTP/1.0, which knows no Transfer-Encoding');
    this.isChunked = true;
    return true;
  }

  #takeConnection(buffer: Buffer, from: number, to: number): void {
    const isKeepAlive = isWordInAnyCase(buffer, from, to, KEEP_ALIVE);
    this.#saysKeepAlive ||= isKeepAlive || listHolds(buffer, from, to, KEEP_ALIVE);
    this.#saysClose ||= !isKeepAlive && listHolds(buffer, from, to, CLOSE);
  }

  #takeWanted(place: number, buffer: Buffer, start: number, end: number): void {
    const values = this.#fields.wanted[place];
    if (values)
      this.#wanted[place] = fieldValueIn(values, this.#wanted[place] ?? ABSENT, { buffer, start, end });
  }

  #refuse(what: string): false {
    this.#note.fail('ambiguous-length', `The response ${what}.`);
    return false;
  }
}
