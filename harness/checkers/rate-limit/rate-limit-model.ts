import type { RecordedOperation } from '../../history/recorded.ts';
import { msToNs } from '../../time/clock.ts';
import type { Judging, Model } from '../model.ts';
import { passOver } from '../recorded-value.ts';
import { DecisionLog } from './decision-log.ts';
import type { LimiterKind } from './rate.ts';
import { isAdmission } from './recorded-decision.ts';
import { judgeDecisions } from './recorded-judgement.ts';

/** What one limiter promises for each key. */
export interface RateLimitOptions {
  readonly limit: number;
  readonly windowMs: number;
  readonly kind: LimiterKind;
  /** How far the limiter's clock and roundings may be off over one window; 2 ms unless told otherwise. */
  readonly toleranceMs?: number;
  /** Whether denied requests use up the limit too. */
  readonly countsDenied?: boolean;
}

const REQUESTS: ReadonlySet<string> = new Set(['request', 'acquire', 'limited']);

/**
 * A rate limiter, unused when the history begins, with one limit for each key. `request` (or `acquire`, or `limited`): the
 * input is ignored; the output of an `ok` is the decision: true, "allowed", a status of 200 … 299, {allowed: true} or
 * {status: 200} for an admission; false, "denied", 429, {allowed: false} or {status: 429} for a denial. A `fail` was never
 * decided; an `info` may have been counted at any later time.
 */
export const rateLimitModel = (options: RateLimitOptions): Model => ({
  name: 'rate-limit',
  claim: `Each key is admitted no more than ${options.limit} times per ${options.windowMs} ms (${options.kind}), and denied only then.`,
  begin: () => begin(options),
});

function begin({ limit, windowMs, kind, toleranceMs = 2, countsDenied = false }: RateLimitOptions): Judging {
  const log = new DecisionLog();
  const promise = { kind, limit, windowNs: msToNs(windowMs), toleranceNs: msToNs(toleranceMs), countsDenied };
  return {
    take: (op) => take(log, op),
    conclude: () => judgeDecisions(log, promise),
  };
}

function take(log: DecisionLog, op: RecordedOperation): void {
  if (!REQUESTS.has(op.f)) {
    passOver(op, 'request, acquire and limited');
  } else if (op.outcome === 'info') {
    log.add(op, 'info');
  } else if (op.outcome === 'ok') {
    log.add(op, isAdmission(op) ? 'allowed' : 'denied');
  }
}
