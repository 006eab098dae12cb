import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { RunNs } from '../../time/clock.ts';
import { ResponseParser } from '../http/response-parser.ts';
import type { ResponseFields } from '../http/response-fields.ts';
import type { ParsedResponse } from '../http/response.ts';
import { connectedEvent, openSocket, reasonOf } from './target-socket.ts';
import type { LoadTarget } from './thread-plan.ts';

/** The arrival that a connection carries: plain numbers, written over by the next. */
export interface Carried {
  dueNs: RunNs;
  sentNs: RunNs;
  call: number;
  user: number;
}

/** What becomes of the request of a connection; one of the two for each. */
export interface ConnectionOwner {
  /** The response is readable until the call returns; the connection is free for the next request from its begin on. */
  readonly onAnswer: (connection: LoadConnection, response: ParsedResponse) => void;
  readonly onLost: (connection: LoadConnection, reason: string) => void;
}

export interface ConnectionOptions {
  readonly target: LoadTarget;
  readonly fields: ResponseFields;
  /** All connections of a thread read into the same bytes, since each read is done with before the next. */
  readonly readBuffer: Buffer;
  readonly owner: ConnectionOwner;
}

/**
 * One keep-alive connection with one request in flight at a time. It connects when it has something to send, and again
 * after the peer closed it; nothing is ever sent twice.
 */
export class LoadConnection {
  readonly carried: Carried = { dueNs: 0, sentNs: 0, call: 0, user: 0 };
  readonly #options: ConnectionOptions;
  readonly #parser: ResponseParser;
  #socket: Socket | null = null;
  #isBusy = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#parser = new ResponseParser({ fields: options.fields });
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** Connects ahead of the first request; resolves when that is done, or in vain. */
  async open(): Promise<void> {
    const socket = this.#open();
    await new Promise<void>((resolve) => {
      socket.once(connectedEvent(this.#options.target), () => resolve());
      socket.once('close', () => resolve());
    });
  }

  /** Sends a request; its end is told to the owner, once. */
  send(request: Uint8Array, method: string): void {
    this.#isBusy = true;
    this.#parser.expect(method);
    this.#open().write(request);
  }

  /** Gives the request in flight up, and the connection with it. */
  abandon(reason: string): void {
    this.#drop();
    this.#lose(reason);
  }

  /** Ends the connection without a word; what is in flight is forgotten. */
  close(): void {
    this.#isBusy = false;
    this.#drop();
  }

  #open(): Socket {
    this.#socket ??= this.#connect();
    return this.#socket;
  }

  #connect(): Socket {
    const { target, readBuffer } = this.#options;
    const read = (bytes: Buffer, length: number): boolean => this.#read(bytes, length);
    const socket = openSocket(target, { readBuffer, read });
    const mine = (act: () => void) => () => {
      if (this.#socket === socket) act();
    };
    socket.on('error', (error) => mine(() => this.abandon(reasonOf(error)))());
    socket.on(
      'end',
      mine(() => this.#ended()),
    );
    socket.on(
      'close',
      mine(() => this.abandon('the connection was closed')),
    );
    return socket;
  }

  #read(bytes: Buffer, length: number): boolean {
    const socket = this.#socket;
    switch (this.#parser.feed(bytes, 0, length)) {
      case 'more':
        return true;
      case 'failed':
        this.abandon(this.#parser.failure?.message ?? 'the answer is not HTTP');
        return false;
      case 'complete':
        if (this.#parser.position < length || !this.#parser.keepAlive) this.#drop();
        this.#answer();
        return this.#socket === socket;
    }
  }

  #ended(): void {
    this.#drop();
    if (this.#parser.end() === 'complete') this.#answer();
    else this.#lose(this.#parser.failure?.message ?? 'the connection was closed');
  }

  #answer(): void {
    if (!this.#isBusy) return;
    this.#isBusy = false;
    this.#options.owner.onAnswer(this, this.#parser);
  }

  #lose(reason: string): void {
    if (!this.#isBusy) return;
    this.#isBusy = false;
    this.#options.owner.onLost(this, reason);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
  }
}
