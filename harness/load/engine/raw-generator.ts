import { Buffer } from 'node:buffer';
import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import { responseFields } from '../http/response-fields.ts';
import type { FieldValue, ParsedResponse } from '../http/response.ts';
import { type ArrivalQueue, arrivalQueueOf } from './arrival-queue.ts';
import type { Choices } from './choice.ts';
import { type ConnectionOwner, LoadConnection } from './connection.ts';
import { isOwnLimit } from './target-socket.ts';
import { wrongWith } from './expectation.ts';
import { FailureSamples } from './failure-samples.ts';
import {
  ANSWER_CHARACTERS,
  BATCH,
  choicesIn,
  type Collected,
  connectionsOf,
  type Generator,
  type GeneratorOptions,
  NS_PER_US,
} from './generator.ts';
import { classOf, keyOf, missedKeyOf, NOBODY, OTHER, SampleBatch } from './samples.ts';
import { createWakeUp, type WakeUp } from './wake-up.ts';

const READ_BYTES = 64 * 1024;

/** Sends what is due over raw sockets, on connections that are free, and checks every answer. */
export class RawGenerator implements Generator, ConnectionOwner {
  readonly #options: GeneratorOptions;
  readonly #queue: ArrivalQueue;
  readonly #choices: Choices;
  readonly #wakeUp: WakeUp;
  readonly #connections: readonly LoadConnection[];
  readonly #free: LoadConnection[];
  readonly #requests: (readonly Buffer[])[];
  readonly #samples = new SampleBatch(BATCH);
  readonly #failures = new FailureSamples();
  #waitingMax = 0;
  #inFlightMax = 0;
  #isStopped = false;

  constructor(options: GeneratorOptions) {
    this.#options = options;
    const { plan, thread, nowNs } = options;
    this.#queue = arrivalQueueOf(plan, thread);
    this.#choices = choicesIn(plan);
    this.#wakeUp = createWakeUp(nowNs, () => this.#proceed());
    // What came from another thread is no Buffer any more, and would be made one at each sending.
    this.#requests = plan.calls.map(({ requests }) => requests.map(asBuffer));
    const { header, replicas } = plan.attribution;
    const shared = {
      target: plan.target,
      fields: responseFields([{ name: header, known: replicas }]),
      readBuffer: Buffer.allocUnsafeSlow(READ_BYTES),
      owner: this,
    };
    this.#connections = Array.from({ length: connectionsOf(options) }, () => new LoadConnection(shared));
    this.#free = [...this.#connections];
  }

  async open(): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.open()));
  }

  start(): void {
    this.#wakeUp.setFor(Math.min(0, this.#queue.nextDueNs()));
  }

  stop(): void {
    this.#isStopped = true;
    this.#wakeUp.cancel();
    for (const connection of this.#connections) connection.close();
  }

  replace(user: number, requests: readonly Uint8Array[]): void {
    this.#requests.forEach((ofCall, call) => {
      const request = requests[call];
      if (request) this.#requests[call] = ofCall.with(user, asBuffer(request));
    });
  }

  sweep(): void {
    const { plan, nowNs } = this.#options;
    const atNs = nowNs();
    for (const connection of this.#connections) {
      if (connection.isBusy && atNs - connection.carried.sentNs > plan.timeoutMs * 1e6)
        connection.abandon(`no answer within ${plan.timeoutMs} ms`);
    }
    while (this.#queue.waiting() > 0 && atNs - this.#queue.headDueNs() > plan.maxWaitMs * 1e6)
      this.#miss(atNs);
    this.#endIfOver();
  }

  take(): Collected {
    const collected = {
      samples: this.#samples.take(),
      settledBefore: this.#settledBefore(),
      waitingMax: this.#waitingMax,
      inFlightMax: this.#inFlightMax,
      failures: this.#failures.take(),
    };
    this.#waitingMax = 0;
    this.#inFlightMax = 0;
    return collected;
  }

  onAnswer(connection: LoadConnection, response: ParsedResponse): void {
    const { call, user } = connection.carried;
    const expected = this.#options.plan.calls[call]?.expectations[user];
    const what = expected ? wrongWith(expected, response.status, response.body) : 'nobody asked for it';
    if (what !== null) this.#failures.add({ call, user, what, answer: () => answerOf(response) });
    const [field] = response.wanted;
    this.#settle(connection, keyOf(call, replicaOf(field), classOf(response.status), what === null));
  }

  onLost(connection: LoadConnection, reason: string): void {
    if (isOwnLimit(reason)) {
      this.#options.onExhausted(reason);
      return;
    }
    const { call, user } = connection.carried;
    this.#failures.add({ call, user, what: reason, answer: () => '' });
    this.#settle(connection, keyOf(call, NOBODY, 0, false));
  }

  #settle(connection: LoadConnection, key: number): void {
    const atNs = this.#options.nowNs();
    const { dueNs, sentNs } = connection.carried;
    this.#keep(key, dueNs, atNs - dueNs, atNs - sentNs);
    this.#free.push(connection);
    this.#queue.advance(atNs);
    this.#sendWaiting(atNs);
    this.#endIfOver();
  }

  /** Sends what is due, and sees to be woken for the next. */
  #proceed(): void {
    const atNs = this.#options.nowNs();
    this.#queue.advance(atNs);
    this.#sendWaiting(atNs);
    const nextNs = this.#queue.nextDueNs();
    if (nextNs !== Infinity && !this.#isStopped) this.#wakeUp.setFor(nextNs);
    else this.#endIfOver();
  }

  #sendWaiting(atNs: RunNs): void {
    if (this.#isStopped) return;
    let sentNs = atNs;
    while (this.#queue.waiting() > 0) {
      const connection = this.#free.pop();
      if (!connection) break;
      this.#send(connection, sentNs);
      sentNs = this.#options.nowNs();
    }
    const waiting = this.#queue.waiting();
    if (waiting !== Infinity) this.#waitingMax = Math.max(this.#waitingMax, waiting);
    this.#inFlightMax = Math.max(this.#inFlightMax, this.#connections.length - this.#free.length);
  }

  #send(connection: LoadConnection, atNs: RunNs): void {
    const number = this.#queue.headNumber();
    const { carried } = connection;
    carried.dueNs = this.#queue.headDueNs();
    carried.sentNs = atNs;
    carried.call = this.#choices.callOf(number);
    carried.user = this.#choices.userOf(number);
    this.#queue.take();
    const request = this.#requests[carried.call]?.[carried.user];
    if (request) connection.send(request, this.#options.plan.calls[carried.call]?.method ?? 'GET');
  }

  #miss(atNs: RunNs): void {
    const dueNs = this.#queue.headDueNs();
    this.#keep(missedKeyOf(this.#choices.callOf(this.#queue.headNumber())), dueNs, atNs - dueNs, 0);
    this.#queue.take();
  }

  #keep(key: number, dueNs: RunNs, latencyNs: RunNs, serviceNs: RunNs): void {
    if (this.#samples.isFull) this.#options.onFull();
    this.#samples.add(Math.trunc(dueNs / NS_PER_S), key, latencyNs / NS_PER_US, serviceNs / NS_PER_US);
  }

  #settledBefore(): number {
    const open = this.#connections.flatMap(({ isBusy, carried }) => (isBusy ? [carried.dueNs] : []));
    const waiting = this.#queue.waiting() > 0 ? [this.#queue.headDueNs()] : [];
    const earliestNs = Math.min(this.#queue.nextDueNs(), ...open, ...waiting);
    return earliestNs === Infinity ? Infinity : Math.trunc(earliestNs / NS_PER_S);
  }

  #endIfOver(): void {
    if (this.#isStopped || !this.#queue.isOver() || this.#queue.waiting() > 0) return;
    if (this.#free.length < this.#connections.length) return;
    this.stop();
    this.#options.onEnd();
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

function replicaOf(field: FieldValue | undefined): number {
  return field?.kind === 'known' ? field.index : OTHER;
}

const answerOf = ({ status, body: { buffer, start, end } }: ParsedResponse): string =>
  `${status} ${buffer.toString('utf8', start, Math.min(end, start + ANSWER_CHARACTERS))}`;
