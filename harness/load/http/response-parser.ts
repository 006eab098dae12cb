import { FAILED, FailureNote, NEEDS_MORE } from './reading.ts';
import { ResponseBody } from './response-body.ts';
import type { ResponseFields } from './response-fields.ts';
import { ResponseHead } from './response-head.ts';
import {
  type ByteRun,
  DEFAULT_LIMITS,
  type FieldValue,
  type ParsedResponse,
  type ResponseFailure,
  type ResponseLimits,
} from './response.ts';

/** What a parser looks for, and what it bears; by default `DEFAULT_LIMITS`. */
export interface ResponseParserOptions {
  readonly fields: ResponseFields;
  readonly limits?: Partial<ResponseLimits>;
}

/**
 * Reads the responses of one HTTP/1 connection with one request in flight (RFC 9112), each byte once, wherever the stream
 * is split. After 'complete' it is itself the response. It never throws, and keeps no more than the limits allow.
 */
export class ResponseParser implements ParsedResponse {
  readonly #limits: ResponseLimits;
  readonly #note = new FailureNote();
  readonly #head: ResponseHead;
  readonly #body: ResponseBody;
  #phase: 'idle' | 'head' | 'body' | 'failed' = 'idle';
  #isToHead = false;
  #interims = 0;
  #position = 0;

  constructor({ fields, limits }: ResponseParserOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#head = new ResponseHead(fields, this.#limits.headBytes, this.#note);
    this.#body = new ResponseBody(this.#limits, this.#note);
  }

  get status(): number {
    return this.#head.status;
  }

  get keepAlive(): boolean {
    return this.#head.allowsReuse && !this.#body.endsWithConnection;
  }

  get wanted(): readonly FieldValue[] {
    return this.#head.wanted;
  }

  get body(): ByteRun {
    return this.#body.bytes;
  }

  /** Why there is no response; null while nothing failed. */
  get failure(): ResponseFailure | null {
    return this.#note.failure;
  }

  /** After 'complete': where in the fed buffer the response ended; nobody asked for the bytes from there on. */
  get position(): number {
    return this.#position;
  }

  /** Forgets what was, and awaits the response to a request with that method, be it on another connection. */
  expect(method: string): void {
    this.#isToHead = method === 'HEAD';
    this.#interims = 0;
    this.#note.failure = null;
    this.#head.reset();
    this.#phase = 'head';
  }

  /**
   * Reads the bytes [start, end). They may be overwritten afterwards, but not before the body of a complete response has
   * been looked at. After a failure the connection is of no use.
   */
  feed(buffer: Buffer, start: number, end: number): 'complete' | 'more' | 'failed' {
    const position = this.#read(buffer, start, end);
    if (position === NEEDS_MORE) return 'more';
    if (position === FAILED) {
      this.#phase = 'failed';
      return 'failed';
    }
    this.#position = position;
    this.#phase = 'idle';
    return 'complete';
  }

  /** The peer ended the connection: that completes a body of no said length, and is no failure when nothing is awaited. */
  end(): 'complete' | 'idle' | 'failed' {
    if (this.#phase === 'idle') return 'idle';
    if (this.#phase === 'body' && this.#body.endsWithConnection) {
      this.#phase = 'idle';
      return 'complete';
    }
    if (this.#phase !== 'failed') this.#noteCut();
    this.#phase = 'failed';
    return 'failed';
  }

  #read(buffer: Buffer, start: number, end: number): number {
    let position = start;
    while (position >= 0 && this.#phase === 'head') position = this.#readHead(buffer, position, end);
    if (position < 0) return position;
    if (this.#phase === 'body') return this.#body.read(buffer, position, end);
    if (this.#phase === 'failed') return FAILED;
    return start === end
      ? NEEDS_MORE
      : this.#note.fail('unasked', 'Bytes came that no request had asked for.');
  }

  #readHead(buffer: Buffer, start: number, end: number): number {
    const position = this.#head.read(buffer, start, end);
    if (position < 0) return position;
    const { status } = this.#head;
    if (status >= 200) {
      this.#phase = 'body';
      return this.#body.begin(this.#head, this.#isToHead) ? position : FAILED;
    }
    if (status === 101)
      return this.#note.fail('switched-protocols', 'The peer switched to another protocol.');
    const { interimResponses } = this.#limits;
    this.#interims += 1;
    if (this.#interims > interimResponses) {
      return this.#note.fail('too-large', `There are more than ${interimResponses} interim responses.`);
    }
    this.#head.reset();
    return position;
  }

  #noteCut(): void {
    if (this.#phase === 'body') {
      this.#note.fail('cut', `The connection ended within the body, after ${this.#body.progress}.`);
    } else if (this.#interims > 0 || this.#head.hasBegun) {
      this.#note.fail('cut', 'The connection ended within the head of the response.');
    } else {
      this.#note.fail('no-response', 'The connection ended before a response began.');
    }
  }
}
