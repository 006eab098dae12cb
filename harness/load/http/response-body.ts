import { ChunkedBody } from './chunked-body.ts';
import { JoinedBytes } from './joined-bytes.ts';
import { FAILED, type FailureNote, NEEDS_MORE } from './reading.ts';
import type { ResponseHead } from './response-head.ts';
import type { ByteRun, ResponseLimits } from './response.ts';

/** Reads the body that a head announces, however it ends. */
export class ResponseBody {
  readonly #limits: ResponseLimits;
  readonly #note: FailureNote;
  readonly #bytes = new JoinedBytes();
  readonly #chunks: ChunkedBody;
  #ending: 'length' | 'last chunk' | 'connection' = 'length';
  #bytesLeft = 0;

  constructor(limits: ResponseLimits, note: FailureNote) {
    this.#limits = limits;
    this.#note = note;
    this.#chunks = new ChunkedBody(this.#bytes, limits, note);
  }

  get bytes(): ByteRun {
    return this.#bytes;
  }

  /** Whether only the end of the connection ends it. */
  get endsWithConnection(): boolean {
    return this.#ending === 'connection';
  }

  /** What there is of it so far, for a sentence. */
  get progress(): string {
    const bytes = this.#bytes.length;
    return this.#ending === 'length' ? `${bytes} of ${bytes + this.#bytesLeft} bytes` : `${bytes} bytes`;
  }

  /** Decides how long the body is (RFC 9112, 6.3); false when it is noted as too long. */
  begin({ status, isChunked, contentLengthBytes }: ResponseHead, isToHead: boolean): boolean {
    this.#bytes.clear();
    this.#bytesLeft = 0;
    this.#ending = 'length';
    if (isToHead || status === 204 || status === 304) return true;
    if (isChunked) {
      this.#ending = 'last chunk';
      this.#chunks.reset();
    } else if (contentLengthBytes < 0) {
      this.#ending = 'connection';
    } else {
      this.#bytesLeft = contentLengthBytes;
    }
    return this.#bytesLeft <= this.#limits.bodyBytes || this.#tooLarge() !== FAILED;
  }

  /** Returns the position after the body, or `NEEDS_MORE`, or `FAILED`. */
  read(buffer: Buffer, start: number, end: number): number {
    const position = this.#read(buffer, start, end);
    if (position === NEEDS_MORE) this.#bytes.keep();
    return position;
  }

  #read(buffer: Buffer, start: number, end: number): number {
    switch (this.#ending) {
      case 'length':
        return this.#readSized(buffer, start, end);
      case 'last chunk':
        return this.#chunks.read(buffer, start, end);
      case 'connection':
        if (this.#bytes.length + end - start > this.#limits.bodyBytes) return this.#tooLarge();
        this.#bytes.add(buffer, start, end);
        return NEEDS_MORE;
    }
  }

  #readSized(buffer: Buffer, start: number, end: number): number {
    const stop = Math.min(end, start + this.#bytesLeft);
    this.#bytes.add(buffer, start, stop);
    this.#bytesLeft -= stop - start;
    return this.#bytesLeft === 0 ? stop : NEEDS_MORE;
  }

  #tooLarge(): typeof FAILED {
    return this.#note.fail('too-large', `The body is longer than ${this.#limits.bodyBytes} bytes.`);
  }
}
