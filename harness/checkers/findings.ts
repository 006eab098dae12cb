import type { Violation } from './verdict.ts';

/** One thing seen that cannot be, before it is told together with others like it. */
export interface Finding {
  /** Findings of one group have one cause and are told once. */
  readonly group: string;
  readonly culprits: readonly string[];
  readonly operations: readonly number[];
  /** How bad: the worst of a group is told, the earliest of equals. */
  readonly weight: number;
}

/** Folds findings of one group into one violation, told by its worst example and their number. */
export function foldFindings<F extends Finding>(
  findings: readonly F[],
  tell: (
    worst: F,
    all: readonly F[],
  ) => Pick<Violation, 'anomaly' | 'message' | 'cause'> & Partial<Violation>,
): Violation[] {
  const groups = [...Map.groupBy(findings, (finding) => finding.group).values()];
  return groups.flatMap((all) => {
    const worst = all.reduce((most, finding) => (finding.weight > most.weight ? finding : most));
    return [{ operations: worst.operations, culprits: culpritsOf(all), ...tell(worst, all) }];
  });
}

/** Everyone named by some finding, in alphabetical order. */
const culpritsOf = (findings: readonly Finding[]): string[] =>
  [...new Set(findings.flatMap(({ culprits }) => culprits))].sort();

/** A replica as a list of culprits: nobody, when it gave no name. */
export const culprit = (replica: string | null): readonly string[] => (replica === null ? [] : [replica]);
