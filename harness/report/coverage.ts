import type { ScenarioMetrics, SavedRun } from '../scenario/record.ts';
import { byName, percent } from './format.ts';

/** What one replica answered of a scenario's requests. */
export interface ReplicaShare {
  readonly replica: string;
  readonly answers: number;
  /** In percent, as text. */
  readonly share: string;
  /** Of the whole, 0 to 1. */
  readonly part: number;
}

/** Definite answers by replica, in the order of the replicas' names. */
export function sharesOf({ answersByReplica }: ScenarioMetrics): ReplicaShare[] {
  const entries = Object.entries(answersByReplica).toSorted(([left], [right]) => byName(left, right));
  const whole = entries.reduce((sum, [, answers]) => sum + answers, 0);
  return entries.map(([replica, answers]) => ({
    replica,
    answers,
    share: percent(answers, whole),
    part: whole > 0 ? answers / whole : 0,
  }));
}

/** Every replica that any scenario heard from, by name. */
export function replicasOf(run: SavedRun): string[] {
  const names = run.scenarios.flatMap(({ metrics }) => Object.keys(metrics?.answersByReplica ?? {}));
  return [...new Set(names)].toSorted(byName);
}

/** `138 / 138 / 138`, or a dash where nothing was measured. */
export function answersText(metrics: ScenarioMetrics | null): string {
  if (metrics === null) return '–';
  return (
    sharesOf(metrics)
      .map(({ answers }) => answers)
      .join(' / ') || '–'
  );
}
