import type { Violation } from '../verdict.ts';

/** Operations that cannot all be, as a decider tells of them; deciders order them by time. */
export interface Clash {
  /** The published name. */
  readonly anomaly: string;
  /** The smallest set of operations that shows it, by index. */
  readonly operations: readonly number[];
  /** The replicas to blame; null where the history does not name one. */
  readonly culprits: readonly (string | null)[];
}

/** A clash, and the part of the system (`key`) it was found in. */
export interface Finding<C extends Clash> {
  readonly key: string;
  readonly clash: C;
}

/** The findings of all parts, one by one. */
export function* findingsIn<P, C extends Clash>(
  parts: ReadonlyMap<string, P>,
  decide: (part: P) => Iterable<C>,
): Generator<Finding<C>> {
  for (const [key, part] of parts) for (const clash of decide(part)) yield { key, clash };
}

/** What a model says of one clash. */
export interface Wording {
  readonly message: string;
  readonly cause: string;
}

/** One violation per anomaly: its first finding in words, how often there are others, and everyone to blame. */
export function violationsOf<C extends Clash>(
  findings: Iterable<Finding<C>>,
  word: (clash: C) => Wording,
): Violation[] {
  const tallies = new Map<string, Tally<C>>();
  for (const finding of findings) {
    const tally = tallies.get(finding.clash.anomaly) ?? { first: finding, count: 0, culprits: new Set() };
    tallies.set(finding.clash.anomaly, tally);
    tally.count += 1;
    for (const name of finding.clash.culprits) if (name !== null) tally.culprits.add(name);
  }
  return [...tallies.values()].map(({ first, count, culprits }) => {
    const { message, cause } = word(first.clash);
    const where = first.key === '' ? '' : `key ${first.key}: `;
    const others = count === 1 ? '' : ` (the first of ${count})`;
    return {
      anomaly: first.clash.anomaly,
      message: `${where}${message}${others}.`,
      operations: first.clash.operations,
      culprits: [...culprits].sort(),
      cause,
    };
  });
}

/** All findings of one anomaly: there may be as many as operations, so they are not kept. */
interface Tally<C extends Clash> {
  readonly first: Finding<C>;
  count: number;
  readonly culprits: Set<string>;
}

/** Who answered, in a message. */
export const named = (replica: string | null): string => (replica === null ? '' : ` on ${replica}`);
