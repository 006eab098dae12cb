import type { RunNs } from '../time/clock.ts';
import type { InputOf, OperationName, OutputOf } from './vocabulary.ts';

/** One HTTP request as seen from outside; or an observation, whose two stamps are equal. */
export interface Operation<F extends OperationName = OperationName> {
  /** Position in the history, by invocation. */
  readonly index: number;
  /** The logical client: one operation at a time; retired after an `info`. */
  readonly process: number;
  readonly f: F;
  /** The independent part of the system this belongs to: a user, or a user and client type. */
  readonly key: string;
  /** The scenario's stage: which of its clusters this ran against. */
  readonly stage: string;
  /** Whom the request was sent to: `balancer`, or a replica's name. */
  readonly route: string;
  readonly input: InputOf<F>;
  readonly invokedNs: RunNs;
  /** When the response was complete, or when we gave up. */
  readonly completedNs: RunNs;
  /**
   * ok: a definite answer, a refusal included. fail: it definitely did not happen.
   * info: it may have happened, or may still happen later; for the checkers it never completes.
   */
  readonly outcome: 'ok' | 'fail' | 'info';
  /** Null when the answer was a refusal without data, or when there was none. */
  readonly output: OutputOf<F> | null;
  readonly status: number | null;
  /** `error.code` of the envelope. */
  readonly code: string | null;
  /** Who answered, by its own word (`X-Instance-Id`). */
  readonly replica: string | null;
  /** Who answered, by the proxy's word (`X-Upstream`): every attempt, comma-separated. */
  readonly upstream: string | null;
  /** Why there is no definite answer. */
  readonly reason: string | null;
  /** In what the response broke the wire contract, a sentence each. */
  readonly problems: readonly string[];
}

/** How the reason begins when there is no answer to a request that the server had said it was taking (100 Continue). */
export const TAKEN = 'taken';

/** Any operation: `f` tells input and output apart. */
export type AnyOperation = { [F in OperationName]: Operation<F> }[OperationName];

/** The operations of one name, in order of invocation. */
export function operationsNamed<F extends OperationName>(
  operations: readonly AnyOperation[],
  f: F,
): Operation<F>[] {
  const isNamed = (op: AnyOperation): op is Extract<AnyOperation, { f: F }> & Operation<F> => op.f === f;
  return operations.filter(isNamed);
}

/** Accepted: the answer was a success. */
export const isAccepted = (op: AnyOperation): boolean =>
  op.outcome === 'ok' && op.status !== null && op.status >= 200 && op.status < 300;

/** Refused as unauthenticated: a definite 401. */
export const isRefused = (op: AnyOperation): boolean => op.outcome === 'ok' && op.status === 401;
