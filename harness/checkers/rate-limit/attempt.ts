import { isAccepted, operationsNamed, type Operation } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { answererOf } from '../answerer.ts';

/** One decision of a limiter, taken at some instant of its closed interval. */
export interface Attempt {
  readonly invokedNs: RunNs;
  /** Infinity when the call ended `info`: it may still be counted at any time. */
  readonly completedNs: RunNs;
  /** info: counted for nobody in lower bounds, for everybody in upper bounds. */
  readonly kind: 'allowed' | 'denied' | 'info';
  readonly replica: string | null;
  /** The header by which the call claimed to come from another address; null or absent when it did not. */
  readonly spoofed?: string | null;
}

/** An attempt with what its answer said of the limit. */
export interface LimitedCall extends Attempt {
  readonly index: number;
  readonly spoofed: string | null;
  readonly remaining: number | null;
  readonly limitSaid: number | null;
  readonly resetS: number | null;
  readonly retryAfterS: number | null;
}

/** All that one user asked of one cluster's limiter. */
export interface Bucket {
  readonly stage: Stage;
  readonly user: string;
  readonly limit: number;
  readonly windowNs: number;
  readonly calls: readonly LimitedCall[];
}

/** Limiters count in whole milliseconds at either end of a window. */
export const ROUNDING_NS = 2e6;

/** Why a check of rate limits had nothing to judge. */
export const NO_BUCKETS = 'no limited call in a stage that says RATE_LIMIT and RATE_WINDOW_S';

/** The limited calls by stage and user, where the stage says what its limit is; a call that surely failed is left out. */
export function bucketsOf({ operations, stages }: History): Bucket[] {
  const calls = operationsNamed(operations, 'limited');
  return stages.flatMap((stage) => {
    const limit = stage.settings['RATE_LIMIT'] ?? Number.NaN;
    const windowNs = (stage.settings['RATE_WINDOW_S'] ?? Number.NaN) * NS_PER_S;
    if (!(limit >= 1) || !(windowNs > 0) || !Number.isFinite(windowNs)) return [];
    const here = calls.filter((op) => op.stage === stage.stage && op.outcome !== 'fail');
    const byUser = Map.groupBy(here, (op) => op.input.user);
    return [...byUser].map(([user, ops]) => ({
      stage,
      user,
      limit,
      windowNs,
      calls: ops.map((op) => callOf(op, stage)),
    }));
  });
}

function callOf(op: Operation<'limited'>, stage: Stage): LimitedCall {
  const kind = kindOf(op);
  return {
    index: op.index,
    invokedNs: op.invokedNs,
    completedNs: kind === 'info' ? Infinity : op.completedNs,
    kind,
    replica: answererOf(op, stage),
    spoofed: op.input.spoofed ?? null,
    remaining: op.output?.remaining ?? null,
    limitSaid: op.output?.limit ?? null,
    resetS: op.output?.resetS ?? null,
    retryAfterS: op.output?.retryAfterS ?? null,
  };
}

// Any answer but a success or a 429 leaves open whether the limiter was asked before the call went wrong.
function kindOf(op: Operation<'limited'>): Attempt['kind'] {
  if (isAccepted(op)) return 'allowed';
  return op.outcome === 'ok' && op.status === 429 ? 'denied' : 'info';
}
