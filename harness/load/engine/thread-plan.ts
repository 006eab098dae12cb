import type { Schedule } from '../arrivals/schedule.ts';
import type { Expectation } from './expectation.ts';

/** Where a load goes. */
export interface LoadTarget {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** One kind of call of a load, as bytes that are ready to be sent. */
export interface LoadCall {
  readonly operation: string;
  readonly method: string;
  /** How often it is made, in proportion to the others. */
  readonly weight: number;
  /** By user: the whole request, headers and body. */
  readonly requests: readonly Uint8Array[];
  /** By user: what the answer must be. */
  readonly expectations: readonly Expectation[];
}

/** What can offer a closed loop: this engine, or a kept one that it can be compared with. */
export const CLOSED_ENGINES = ['lockstep', 'autocannon'] as const;

/** Each connection calls again as soon as it is answered: as many calls as the target lets there be. */
export interface ClosedLoop {
  readonly kind: 'closed';
  readonly by: (typeof CLOSED_ENGINES)[number];
}

/** When calls are made: at the times of a schedule, whatever the answers do; or in a closed loop. */
export type Pace =
  | { readonly kind: 'open'; readonly schedule: Schedule }
  | (ClosedLoop & { readonly durationMs: number });

/** A whole load, as data that can be sent to threads. */
export interface EnginePlan {
  readonly target: LoadTarget;
  readonly calls: readonly LoadCall[];
  readonly users: number;
  readonly pace: Pace;
  /** Of the random arrivals, and of which call and user each is: one to eight hex digits. */
  readonly seed: string;
  /** Over all threads. */
  readonly connections: number;
  readonly threads: number;
  /** From sending to the last byte of the answer. */
  readonly timeoutMs: number;
  /** An arrival that waited so long for a connection is missed. */
  readonly maxWaitMs: number;
  /** The header in which a replica names itself, and the names that are known. */
  readonly attribution: { readonly header: string; readonly replicas: readonly string[] };
}

/** What one thread does of it. */
export interface ThreadPlan {
  readonly plan: EnginePlan;
  readonly thread: number;
}
