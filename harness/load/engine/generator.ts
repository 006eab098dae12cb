import type { RunNs } from '../../time/clock.ts';
import { type Choices, choicesOf } from './choice.ts';
import type { LoadFailure } from './messages.ts';
import type { EnginePlan } from './thread-plan.ts';

/** So many samples are collected before they must be taken. */
export const BATCH = 16_384;
/** So much of an answer is kept to be shown. */
export const ANSWER_CHARACTERS = 1000;
export const NS_PER_US = 1000;

/** One thread's part of a load. */
export interface Generator {
  /** Connects, so that the first arrivals need not wait for it; resolves when that is done, or in vain. */
  open(): Promise<void>;
  /** Begins at the clock's zero. */
  start(): void;
  /** Offers nothing more and gives up what is in flight. */
  stop(): void;
  /** A user's calls from now on, by call. */
  replace(user: number, requests: readonly Uint8Array[]): void;
  /** Gives up on what has taken too long: requests without an answer, arrivals without a connection. */
  sweep(): void;
  /** What was collected since the last time. */
  take(): Collected;
}

/** What was collected since it was last taken. */
export interface Collected {
  readonly samples: Uint32Array<ArrayBuffer>;
  readonly settledBefore: number;
  readonly waitingMax: number;
  readonly inFlightMax: number;
  readonly failures: readonly LoadFailure[];
}

export interface GeneratorOptions {
  readonly plan: EnginePlan;
  readonly thread: number;
  readonly nowNs: () => RunNs;
  /** A batch of samples is full: it must be taken now. */
  readonly onFull: () => void;
  /** The machine gives no more sockets: what is measured from now on is not the target. */
  readonly onExhausted: (code: string) => void;
  /** No arrival is left, and none is in flight. */
  readonly onEnd: () => void;
}

/** How many of a load's connections one thread has. */
export const connectionsOf = ({ plan, thread }: GeneratorOptions): number =>
  Math.max(1, Math.floor((plan.connections + plan.threads - 1 - thread) / plan.threads));

/** Which call each arrival of a load is, and whose. */
export const choicesIn = ({ seed, calls, users }: EnginePlan): Choices =>
  choicesOf({ seed: Number.parseInt(seed, 16) | 0, weights: calls.map(({ weight }) => weight), users });
