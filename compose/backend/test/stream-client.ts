import { setTimeout as sleep } from 'node:timers/promises';

import { createParser } from 'eventsource-parser';

const PATIENCE_MS = 8000;
/** A stream that has not ended so long after its beginning never will. */
const LONGEST_MS = 20_000;

export interface Received {
  readonly type: string;
  readonly data: string;
  readonly id: string | undefined;
}

export interface StreamRequest {
  readonly token: string;
  readonly lastEventId?: string;
  readonly via?: 'query' | 'bearer';
  readonly idVia?: 'header' | 'query';
}

/** A client of an event stream; closes itself when the test is over. */
export class StreamClient implements Disposable {
  readonly received: Received[] = [];
  readonly response: Response;
  /** Resolves when the server has ended the stream, to whether the end was clean; to false when it never does. */
  readonly ended: Promise<boolean>;
  #isOver = false;
  readonly #abort: AbortController;
  #changed: () => void = () => undefined;

  constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.ended = Promise.race([this.#read(), sleep(LONGEST_MS, false, { ref: false })]);
  }

  /** The events other than `connected` and `heartbeat`. */
  get events(): Received[] {
    return this.received.filter(({ type }) => type !== 'connected' && type !== 'heartbeat');
  }

  /** Waits for arrivals until the condition holds. */
  async until(condition: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!condition()) {
      const leftMs = deadline - performance.now();
      if (leftMs <= 0 || this.#isOver) {
        throw new Error(`Never came true; got ${this.events.length} events, over: ${this.#isOver}`);
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#changed = resolve;
      const timer = setTimeout(resolve, leftMs);
      await promise;
      clearTimeout(timer);
    }
  }

  async untilEvents(count: number): Promise<void> {
    await this.until(() => this.events.length >= count);
  }

  close(): void {
    this.#abort.abort();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #read(): Promise<boolean> {
    const parser = createParser({
      onEvent: ({ event, data, id }) => {
        this.received.push({ type: event ?? 'message', data, id });
      },
    });
    const decoder = new TextDecoder();
    try {
      const chunks: AsyncIterable<Uint8Array> = this.response.body!;
      for await (const chunk of chunks) {
        parser.feed(decoder.decode(chunk, { stream: true }));
        this.#changed();
      }
      return true;
    } catch {
      return false;
    } finally {
      this.#isOver = true;
      this.#changed();
    }
  }
}

/** Opens a stream; waits for the headers and, when it was let in, for `connected`. */
export async function openStream(url: string, options: StreamRequest): Promise<StreamClient> {
  const client = await requestStream(url, options);
  if (client.response.status === 200) await client.until(() => client.received.length > 0);
  return client;
}

/** Asks for a stream; waits for the headers only. */
export async function requestStream(url: string, options: StreamRequest): Promise<StreamClient> {
  const { token, lastEventId, via = 'query', idVia = 'header' } = options;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  if (via === 'query') query.set('token', token);
  else headers['authorization'] = `Bearer ${token}`;
  if (lastEventId !== undefined && idVia === 'query') query.set('lastEventId', lastEventId);
  if (lastEventId !== undefined && idVia === 'header') headers['last-event-id'] = lastEventId;
  const abort = new AbortController();
  const response = await fetch(`${url}/api/v1/schedules/events?${query.toString()}`, {
    headers,
    signal: abort.signal,
  });
  return new StreamClient(response, abort);
}
