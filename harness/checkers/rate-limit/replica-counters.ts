import { decideAdmissions, type Question } from './admission-decision.ts';
import type { Attempt } from './attempt.ts';
import type { KeyDecisions } from './decision-log.ts';
import { wrongfulDenials } from './denial-decision.ts';
import { type Intervals, joined, picked } from './intervals.ts';

/** Whether a key's replicas each keep the limit for themselves. */
export interface ReplicaCounters {
  /** Every replica alone explains its admissions and its denials. */
  readonly areApart: boolean;
  /** The one replica that does so alone, while all others do so together. */
  readonly odd: string | null;
}

/** More replicas than these are not told apart. */
const MOST_REPLICAS = 32;

/** Whether one limiter explains the decisions, some of them denials: every admission, and a cause for every denial. */
export function explains(
  { admitted, denied, unanswered }: Omit<KeyDecisions, 'key'>,
  question: Question,
): boolean {
  return (
    denied.starts.length > 0 &&
    decideAdmissions(admitted, unanswered, question).status === 'possible' &&
    wrongfulDenials(denied, joined(admitted, unanswered), { ...question, countsDenied: false }).length === 0
  );
}

/** Judges what each replica decided by itself, and what all others decided without it. */
export function replicaCounters(
  key: { readonly decisions: KeyDecisions; readonly attemptAt: (row: number) => Attempt },
  question: Question,
): ReplicaCounters {
  const { decisions, attemptAt } = key;
  const { admitted, denied, unanswered } = decisions;
  const replicaAt = (row: number): string | null => attemptAt(row).replica;
  const names = new Set<string>();
  for (const row of admitted.sources) names.add(replicaAt(row) ?? '');
  if (names.size < 2 || names.size > MOST_REPLICAS) return { areApart: false, odd: null };
  const explainsWhere = (isIn: (replica: string | null) => boolean): boolean => {
    const part = (of: Intervals): Intervals =>
      picked(
        of,
        Uint32Array.from(of.sources.keys()).filter((at) => isIn(replicaAt(of.sources[at] ?? 0))),
      );
    return explains({ admitted: part(admitted), denied: part(denied), unanswered }, question);
  };
  const alone = [...names].filter((name) => explainsWhere((replica) => replica === name));
  const odd = names.size < 3 ? [] : alone.filter((name) => explainsWhere((replica) => replica !== name));
  return { areApart: alone.length === names.size, odd: odd.length === 1 ? (odd[0] ?? null) : null };
}
