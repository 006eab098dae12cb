import { Buffer } from 'node:buffer';
import autocannon, { type Client, type Instance, type Request } from 'autocannon';
import { msToNs, NS_PER_S, type RunNs } from '../../time/clock.ts';
import type { Choices } from './choice.ts';
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
import { classOf, keyOf, NOBODY, OTHER, SampleBatch } from './samples.ts';
import { isOwnLimit } from './target-socket.ts';
import type { EnginePlan } from './thread-plan.ts';

/** How soon it sees that it is to stop. */
const LOOKS_EVERY_MS = 100;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A request as autocannon wants it, to be put into bytes again. */
type Parts = Pick<Request, 'method' | 'path' | 'headers' | 'body'>;

/** What a client of autocannon has sent; it has one request in flight at a time. */
interface Lane {
  inFlight: { readonly call: number; readonly user: number; readonly sentNs: RunNs } | null;
}

/**
 * A closed loop by autocannon, to compare with. Its clients call again by themselves; every answer is judged and kept here, and
 * its own figures are not used.
 */
export class AutocannonGenerator implements Generator {
  readonly #options: GeneratorOptions;
  readonly #endNs: RunNs;
  readonly #choices: Choices;
  readonly #samples = new SampleBatch(BATCH);
  readonly #failures = new FailureSamples();
  readonly #lanes: Lane[] = [];
  #requests: readonly (readonly Parts[])[];
  #number: number;
  #running: Instance | null = null;
  #isStopped = false;

  constructor(options: GeneratorOptions) {
    const { plan, thread } = options;
    this.#options = options;
    this.#endNs = plan.pace.kind === 'closed' ? msToNs(plan.pace.durationMs) : 0;
    this.#choices = choicesIn(plan);
    this.#requests = plan.calls.map(({ requests }) => requests.map(partsOf));
    this.#number = thread;
  }

  async open(): Promise<void> {
    // Its clients connect when they start.
  }

  start(): void {
    const { plan, onExhausted } = this.#options;
    const running = autocannon(
      {
        url: urlOf(plan),
        connections: connectionsOf(this.#options),
        // It is stopped before.
        duration: 2 * Math.ceil(this.#endNs / NS_PER_S + plan.timeoutMs / 1000),
        timeout: Math.ceil(plan.timeoutMs / 1000),
        sampleInt: LOOKS_EVERY_MS,
        setupClient: (client) => this.#setUp(client),
      },
      () => undefined,
    );
    running.on('reqError', ({ code = '' }: NodeJS.ErrnoException) => {
      if (isOwnLimit(code)) onExhausted(code);
    });
    this.#running = running;
  }

  stop(): void {
    this.#isStopped = true;
    this.#running?.stop();
  }

  replace(user: number, requests: readonly Uint8Array[]): void {
    this.#requests = this.#requests.map((ofCall, call) => {
      const request = requests[call];
      return request ? ofCall.with(user, partsOf(request)) : ofCall;
    });
  }

  sweep(): void {
    const { plan, nowNs, onEnd } = this.#options;
    const atNs = nowNs();
    if (this.#isStopped || atNs < this.#endNs) return;
    for (const lane of this.#lanes) {
      const { inFlight } = lane;
      if (inFlight !== null && atNs - inFlight.sentNs > msToNs(plan.timeoutMs)) this.#lost(lane);
    }
    if (this.#lanes.some(({ inFlight }) => inFlight !== null)) return;
    this.stop();
    onEnd();
  }

  take(): Collected {
    const sent = this.#lanes.flatMap(({ inFlight }) => inFlight?.sentNs ?? []);
    const openNs = Math.min(this.#options.nowNs(), ...sent);
    const isOver = this.#isStopped && sent.length === 0;
    return {
      samples: this.#samples.take(),
      settledBefore: isOver ? Infinity : Math.trunc(openNs / NS_PER_S),
      waitingMax: 0,
      inFlightMax: this.#lanes.length,
      failures: this.#failures.take(),
    };
  }

  #setUp(client: Client): void {
    const lane: Lane = { inFlight: null };
    this.#lanes.push(lane);
    client.setRequests([
      {
        setupRequest: (request) => ({ ...request, ...this.#next(lane) }),
        onResponse: (status, body, _, headers) =>
          this.#answered(lane, { status, body, headers: headers ?? {} }),
      },
    ]);
  }

  /** What a client sends now: what it sent before and was not answered is lost, of which autocannon does not tell. */
  #next(lane: Lane): Parts {
    this.#lost(lane);
    const sentNs = this.#options.nowNs();
    const call = this.#choices.callOf(this.#number);
    const user = this.#choices.userOf(this.#number);
    if (!this.#isStopped && sentNs < this.#endNs) {
      this.#number += this.#options.plan.threads;
      lane.inFlight = { call, user, sentNs };
    }
    return this.#requests[call]?.[user] ?? {};
  }

  #lost(lane: Lane): void {
    if (lane.inFlight === null) return;
    const { call, user } = lane.inFlight;
    this.#failures.add({ call, user, what: 'no answer', answer: () => '' });
    this.#settle(lane, keyOf(call, NOBODY, 0, false));
  }

  #answered(lane: Lane, { status, body, headers }: Answer): void {
    if (lane.inFlight === null) return;
    const { call, user } = lane.inFlight;
    const { calls, attribution } = this.#options.plan;
    const expected = calls[call]?.expectations[user];
    const bytes = Buffer.from(body);
    const read = { buffer: bytes, start: 0, end: bytes.length };
    const what = expected ? wrongWith(expected, status, read) : 'nobody asked for it';
    const answer = (): string => `${status} ${body.slice(0, ANSWER_CHARACTERS)}`;
    if (what !== null) this.#failures.add({ call, user, what, answer });
    const replica = attribution.replicas.indexOf(valueOf(headers, attribution.header));
    this.#settle(lane, keyOf(call, replica < 0 ? OTHER : replica, classOf(status), what === null));
  }

  #settle(lane: Lane, key: number): void {
    const { sentNs } = lane.inFlight ?? { sentNs: 0 };
    const tookUs = (this.#options.nowNs() - sentNs) / NS_PER_US;
    lane.inFlight = null;
    if (this.#samples.isFull) this.#options.onFull();
    this.#samples.add(Math.trunc(sentNs / NS_PER_S), key, tookUs, tookUs);
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: object;
}

const urlOf = ({ target: { host, port, isTls } }: EnginePlan): string =>
  `${isTls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;

function valueOf(headers: object, wanted: string): string {
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === wanted) ?? [];
  return String(value);
}

const HEAD_END = '\r\n\r\n';
/** Autocannon writes these itself. */
const ITS_OWN: ReadonlySet<string> = new Set(['content-length', 'connection']);

function partsOf(bytes: Uint8Array): Parts {
  const [head = '', ...rest] = Buffer.from(bytes).toString('utf8').split(HEAD_END);
  const [line = '', ...fields] = head.split('\r\n');
  const [name, path] = line.split(' ');
  const method = METHODS.find((known) => known === name);
  if (method === undefined || path === undefined) throw new Error(`autocannon cannot send ${line}`);
  const headers = fields
    .map((field): [string, string] => {
      const [key = '', ...value] = field.split(':');
      return [key, value.join(':').trim()];
    })
    .filter(([key]) => !ITS_OWN.has(key.toLowerCase()));
  return { method, path, headers: Object.fromEntries(headers), body: rest.join(HEAD_END) };
}
