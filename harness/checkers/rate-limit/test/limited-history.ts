import type { Operation } from '../../../history/operation.ts';
import type { Stage } from '../../../history/vocabulary.ts';
import { msToNs } from '../../../time/clock.ts';
import type { History } from '../../check.ts';

/** A stage of three replicas with a limit of 3 per window of 10 s, unless told otherwise. */
export const stageOf = ({ limit = 3, windowS = 10, replicas = 3 } = {}): Stage => ({
  stage: 'main',
  driver: 'process',
  replicas: Array.from({ length: replicas }, (_, at) => ({
    name: `b-${at + 1}`,
    upstream: `10.0.0.${at + 1}:80`,
    direct: true,
  })),
  settings: { RATE_LIMIT: limit, RATE_WINDOW_S: windowS },
  streamReadTimeoutS: 60,
  planted: [],
});

type Limited = Operation<'limited'>;

/** One call of user-1 on b-1 that took 10 ms, unless told otherwise. */
export const call = (atMs: number, status: number | null, over: Partial<Limited> = {}): Limited => ({
  index: 0,
  process: 0,
  f: 'limited',
  key: 'user-1',
  stage: 'main',
  route: 'balancer',
  input: { user: 'user-1' },
  invokedNs: msToNs(atMs),
  completedNs: msToNs(atMs + 10),
  outcome: status === null ? 'info' : 'ok',
  output: { remaining: null, limit: null, resetS: null, retryAfterS: null },
  status,
  code: null,
  replica: 'b-1',
  upstream: null,
  reason: null,
  problems: [],
  ...over,
});

/** An admission that said what remains. */
export const allowed = (atMs: number, remaining: number, replica = 'b-1'): Limited =>
  call(atMs, 200, { replica, output: { remaining, limit: null, resetS: null, retryAfterS: null } });

/** A denial that said when to come back. */
export const denied = (atMs: number, retryAfterS: number | null, replica = 'b-1'): Limited =>
  call(atMs, 429, { replica, output: { remaining: null, limit: null, resetS: null, retryAfterS } });

/** A call without an answer. */
export const lost = (atMs: number, replica: string | null = null): Limited => call(atMs, null, { replica });

/** The calls as a history of the stage, numbered by invocation. */
export function historyOf(calls: readonly Limited[], stage: Stage = stageOf()): History {
  const byStart = calls.toSorted((a, b) => a.invokedNs - b.invokedNs);
  return { operations: byStart.map((op, index) => Object.assign({}, op, { index })), stages: [stage] };
}
