import type { RecordedOperation } from '../../../history/recorded.ts';
import { rateLimitModel } from '../rate-limit-model.ts';
import type { LimiterKind } from '../rate.ts';
import { LIMITERS } from './played-limiter.ts';
import { judge, request } from './recorded-requests.ts';

/** The kinds of limiters. */
export const KINDS = Object.keys(LIMITERS) as LimiterKind[];

/** A model of three per 100 ms, unless told otherwise. */
export const model = (kind: LimiterKind, over = {}) =>
  rateLimitModel({ limit: 3, windowMs: 100, kind, ...over });

/** The status of a history. */
export const statusOf = (kind: LimiterKind, history: readonly RecordedOperation[], over = {}) =>
  judge(model(kind, over), history).verdict.status;

/** The violations of a history, none when it is not invalid. */
export const violationsOf = (kind: LimiterKind, history: readonly RecordedOperation[], over = {}) => {
  const { verdict } = judge(model(kind, over), history);
  return verdict.status === 'invalid' ? verdict.violations : [];
};

/** One admission of a millisecond. */
export const admitted = (fromMs: number, over = {}) => request(fromMs, fromMs + 1, over);

/** One denial of a millisecond. */
export const denied = (fromMs: number, over = {}) => request(fromMs, fromMs + 1, { output: false, ...over });

/** Admissions one after the other. */
export const burst = (count: number, fromMs = 0, over = {}) =>
  Array.from({ length: count }, (_, at) => admitted(fromMs + 2 * at, over));

/** Denials one after the other. */
export const refused = (count: number, fromMs: number, over = {}) =>
  Array.from({ length: count }, (_, at) => denied(fromMs + 2 * at, over));
