import { Readable } from 'node:stream';

import type { Clock } from '../clock.ts';
import { UnavailableError } from '../errors.ts';
import type { Identity, OpenStream, Parts } from '../parts.ts';
import { formatFrame } from './frame.ts';

const RETRY_MS = 200;
/** How long a client that does not read gets to take the clean end, before it is cut off. */
const END_GRACE_MS = 300;

/** What a stream needs. */
export interface EventStreamOptions {
  readonly id: string;
  readonly parts: Parts;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly instanceId: string;
  readonly after: string;
  /** Breaks the connection of a client that does not read. */
  readonly cut: () => void;
  readonly onDone: () => void;
}

/**
 * One client's stream: a position in the user's log, moved on as fast as the client reads and no faster, so a slow
 * client costs one batch of memory. Every batch is read first and the token checked after: an event published after
 * a kick can never be sent to a stream that the kick killed.
 */
export class EventStream implements OpenStream {
  readonly id: string;
  readonly userId: string;
  /** The bytes to send. */
  readonly body: Readable;
  readonly #options: EventStreamOptions;
  readonly #expiry: NodeJS.Timeout;
  #after: string;
  #heartbeatDueMs: number;
  #isEnded = false;
  #isWoken = false;
  #isStalled = false;
  #resume: () => void = () => undefined;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.id = options.id;
    this.userId = options.identity.userId;
    this.#after = options.after;
    this.#heartbeatDueMs = options.clock.monotonicMs() + options.parts.http.heartbeatMs;
    const lifeMs = options.identity.expiresAtS * 1000 - options.clock.nowMs();
    this.#expiry = setTimeout(() => this.end(), Math.max(0, lifeMs));
    this.body = Readable.from(this.#frames());
  }

  wake(): void {
    this.#isWoken = true;
    this.#resume();
    // A client that does not read must not keep a dead stream open.
    if (this.#isStalled) void this.#checkWhileStalled();
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#expiry);
    this.#resume();
    setTimeout(() => {
      if (this.#isStalled) this.#options.cut();
    }, END_GRACE_MS).unref();
    this.#options.onDone();
  }

  async *#frames(): AsyncGenerator<string> {
    const { identity, instanceId } = this.#options;
    try {
      yield formatFrame({
        type: 'connected',
        data: JSON.stringify({ clientId: this.id, accountUuid: identity.userId, instance: instanceId }),
      });
      while (!this.#isEnded) {
        this.#isWoken = false;
        const events = await this.#nextEvents();
        const text = (events ?? '') + this.#heartbeat();
        if (text === '') {
          await this.#sleep(events === undefined ? RETRY_MS : undefined);
        } else if (!this.#isEnded) {
          this.#isStalled = true;
          yield text;
          this.#isStalled = false;
        }
      }
    } finally {
      this.#isStalled = false;
      this.end();
    }
  }

  /** Undefined while Redis is away: the stream stays open, delivers nothing, and looks again soon. */
  async #nextEvents(): Promise<string | undefined> {
    const { parts } = this.#options;
    try {
      const events = await parts.eventLog.read(this.userId, this.#after, this);
      if (!(await this.#isAlive())) return '';
      this.#after = events.at(-1)?.id ?? this.#after;
      return events.map(({ id, type, data }) => formatFrame({ id, type, data })).join('');
    } catch (error) {
      if (error instanceof UnavailableError) return undefined;
      throw error;
    }
  }

  async #checkWhileStalled(): Promise<void> {
    try {
      await this.#isAlive();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      setTimeout(() => this.wake(), RETRY_MS).unref();
    }
  }

  /** Ends the stream when its token is known to be dead; rejects when that cannot be known. */
  async #isAlive(): Promise<boolean> {
    const { parts, identity } = this.#options;
    if (!(await parts.mayContinue(parts, identity))) this.end();
    return !this.#isEnded;
  }

  #heartbeat(): string {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#heartbeatDueMs) return '';
    this.#heartbeatDueMs = nowMs + this.#options.parts.http.heartbeatMs;
    return formatFrame({ type: 'heartbeat', data: '{}' });
  }

  async #sleep(longestMs = Infinity): Promise<void> {
    if (this.#isWoken || this.#isEnded) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const untilHeartbeatMs = this.#heartbeatDueMs - this.#options.clock.monotonicMs();
    const timer = setTimeout(resolve, Math.max(0, Math.min(longestMs, untilHeartbeatMs)));
    this.#resume = resolve;
    await promise;
    clearTimeout(timer);
  }
}
