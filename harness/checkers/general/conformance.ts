import type { AnyOperation } from '../../history/operation.ts';
import { NEVER_COMPLETED } from '../../history/pair.ts';
import type { OperationName, Stage } from '../../history/vocabulary.ts';
import type { Check, History } from '../check.ts';
import { excusesOf } from '../faults/excuses.ts';
import { type Judgement, verdictOf, type Violation } from '../verdict.ts';

/** The statuses CONTRACT allows of each operation when nothing is broken. */
const ALLOWED: Readonly<Partial<Record<OperationName, readonly number[]>>> = {
  login: [200, 401, 429],
  refresh: [200, 401],
  me: [200, 401],
  kick: [200, 401, 403, 404],
  logout: [200, 401],
  limited: [200, 401, 429],
  publish: [202, 401],
  stream: [200, 401, 429],
  forged: [401],
  'session-read': [200, 401, 404],
  'session-write': [200, 401, 404, 409],
  health: [200],
};

interface Breach {
  readonly anomaly: 'contract-broken' | 'no-answer' | 'misattributed';
  readonly what: string;
  readonly culprit: string | null;
  /** Whom the request was sent to, or who answered it. */
  readonly by: string;
  readonly index: number;
}

/**
 * Every answer is one that CONTRACT allows, from the replica that was asked; and every request is answered, but for those to
 * replicas that a fault had taken away. What they owe while Redis is away is the question of another check.
 */
export const answersKeepTheContract = (): Check => ({
  name: 'answers-keep-the-contract',
  claim: 'Every request is answered, by the replica that was asked, with an answer the wire contract allows.',
  judge,
});

function judge({ operations, stages }: History): Judgement {
  // What the end of the history cut off is no fault of the target.
  const made = operations.filter(({ f, reason }) => ALLOWED[f] !== undefined && reason !== NEVER_COMPLETED);
  const { isExcused } = excusesOf({ operations, stages });
  const judged = made.filter((op) => !isExcused(op));
  const excused = made.length - judged.length;
  const byName = new Map(stages.map((stage) => [stage.stage, stage]));
  const breaches = judged.flatMap((op) => breachesOf(op, byName.get(op.stage)));
  const violations = [...Map.groupBy(breaches, ({ anomaly, what }) => `${anomaly} ${what}`).values()].map(
    fold,
  );
  return {
    verdict: verdictOf(violations, judged.length, 'no request was made'),
    summary: `${judged.length} answers, ${breaches.length} of them not as the contract says${excused === 0 ? '' : `, and ${excused} failures that faults explain`}`,
    evidence: [],
  };
}

function breachesOf(op: AnyOperation, stage: Stage | undefined): Breach[] {
  const culprit = culpritOf(op);
  const by = culprit ?? op.route;
  const breach = (anomaly: Breach['anomaly'], what: string): Breach => ({
    anomaly,
    what,
    culprit,
    by,
    index: op.index,
  });
  if (isUnheard(op)) return [];
  if (op.status === null) return [breach('no-answer', `${op.f}: ${op.reason ?? 'no answer'}`)];
  const status = allowedOf(op).includes(op.status)
    ? []
    : [breach('contract-broken', `${nameOf(op)}: status ${op.status}`)];
  const problems = op.problems.map((problem) => breach('contract-broken', `${op.f}: ${problem}`));
  return [...status, ...problems, ...misattribution(op, stage).map((what) => breach('misattributed', what))];
}

/** The answer came, and was dropped on purpose. */
const isUnheard = (op: AnyOperation): boolean =>
  op.f === 'refresh' && op.input.unheard === true && op.reason?.startsWith('body:') === true;

/** Who must be at fault; null when, through the balancer, it may be the proxy or the replica that it asked. */
function culpritOf({ replica, route, status, upstream }: AnyOperation): string | null {
  if (replica !== null) return replica;
  if (route !== 'balancer') return route;
  return status !== null && upstream === null ? 'proxy' : null;
}

const isForbiddenKick = (op: AnyOperation): boolean => op.f === 'kick' && op.input.by !== undefined;

/** Only the administrator may kick. */
const allowedOf = (op: AnyOperation): readonly number[] =>
  isForbiddenKick(op) ? [401, 403] : (ALLOWED[op.f] ?? []);

const nameOf = (op: AnyOperation): string =>
  isForbiddenKick(op) ? 'kick by a user without the role ADMIN' : op.f;

function misattribution({ route, replica, upstream }: AnyOperation, stage: Stage | undefined): string[] {
  if (!stage || replica === null) return [];
  const known = stage.replicas.find(({ name }) => name === replica);
  if (!known) return ['an answer names a replica that does not exist'];
  if (route !== 'balancer')
    return route === replica ? [] : [`what was sent to ${route} was answered by ${replica}`];
  const answeredBy = upstream?.split(', ').at(-1);
  if (known.upstream === null || answeredBy === undefined || answeredBy === known.upstream) return [];
  return [`an answer of ${replica} came from another replica's address`];
}

function fold(breaches: readonly Breach[]): Violation {
  const culprits = [...new Set(breaches.flatMap(({ culprit }) => culprit ?? []))].sort();
  const by = [...new Set(breaches.map(({ by }) => by))].sort();
  const [first] = breaches;
  const times = breaches.length === 1 ? 'once' : `${breaches.length} times`;
  return {
    anomaly: first?.anomaly ?? 'contract-broken',
    message: `${first?.what} (${times}, ${by.join(', ')})`,
    operations: breaches.slice(0, 3).map(({ index }) => index),
    culprits,
    cause: null,
  };
}
