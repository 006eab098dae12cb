import { array, boolean, constantFrom, nat, record, tuple, type Arbitrary } from 'fast-check';
import type { Call, Specification } from '../../linearizability/specification.ts';
import type { Bump, VersionHistory, VersionRead } from '../../auth/version-history.ts';

/** What one operation does to a version register, and needs of it. */
export type VersionAction =
  | { readonly kind: 'bump'; readonly version: number | null }
  | { readonly kind: VersionRead['kind']; readonly version: number };

/** The version register by definition: the version after an action, undefined when it cannot be answered so. */
export const versionRegister = (base: number): Specification<number, VersionAction> => ({
  initial: base,
  step: (at, { kind, version }) => {
    switch (kind) {
      case 'bump':
        return version === null || version === at + 1 ? at + 1 : undefined;
      case 'accept':
      case 'login':
        return version === at ? at : undefined;
      case 'reject':
        return at > version ? at : undefined;
    }
  },
  isRead: ({ kind }) => kind !== 'bump',
  stateKey: String,
  actionKey: ({ kind, version }) => `${kind} ${version}`,
});

const bumpCall = ({ index, invokedNs, completedNs, version = null }: Bump): Call<VersionAction> => ({
  index,
  invokedNs,
  completedNs: completedNs ?? Infinity,
  action: { kind: 'bump', version },
});
const readCall = ({ kind, version, ...at }: VersionRead): Call<VersionAction> => ({
  ...at,
  action: { kind, version },
});

export const versionCalls = ({ bumps, reads }: VersionHistory): Call<VersionAction>[] => [
  ...bumps.map(bumpCall),
  ...reads.map(readCall),
];

/**
 * Linearizability by definition: every order of every subset that leaves out only bumps without answer and number. A
 * bump without an answer whose number is known happened, at any time after its start.
 */
export function isSomeOrderLegal(history: VersionHistory): boolean {
  const { step } = versionRegister(history.base);
  const isOptional = ({ completedNs, action }: Call<VersionAction>): boolean =>
    completedNs === Infinity && action.version === null;
  const search = (left: readonly Call<VersionAction>[], at: number): boolean =>
    left.every(isOptional) ||
    left.some((call) => {
      if (left.some((other) => other.completedNs < call.invokedNs)) return false;
      const next = step(at, call.action);
      return (
        next !== undefined &&
        search(
          left.filter((other) => other !== call),
          next,
        )
      );
    });
  return search(versionCalls(history), history.base);
}

const instant = nat(12);
const interval = tuple(instant, instant).map(([a, b]) => ({
  invokedNs: Math.min(a, b),
  completedNs: Math.max(a, b),
}));

/** Whether bumps return their number: none does, some do, each does that has an answer. */
type Numbering = 'none' | 'mixed' | 'each';

/** A register that really ran on small times, with ties, and then what a liar may have changed. */
export function anyVersionHistory(numbering: Numbering, isKnown = false): Arbitrary<VersionHistory> {
  const bump = record({ at: interval, atShare: nat(4), isInfo: nat(3), isNumbered: boolean() });
  const read = record({
    at: interval,
    atShare: nat(4),
    kind: constantFrom('accept' as const, 'reject' as const, 'login' as const),
    off: constantFrom(0, 0, 0, 0, 0, 0, 1, -1),
  });
  return record({
    base: nat(2),
    bumps: array(bump, { maxLength: 4 }),
    reads: array(read, { maxLength: 4 }),
    lies: array(constantFrom(0, 0, 0, 0, 0, 1, -1), { minLength: 4, maxLength: 4 }),
  }).map(({ base, bumps, reads, lies }) => {
    const pointOf = (one: { at: { invokedNs: number; completedNs: number }; atShare: number }): number =>
      one.at.invokedNs + ((one.at.completedNs - one.at.invokedNs) * one.atShare) / 4;
    const order = bumps.toSorted((a, b) => pointOf(a) - pointOf(b));
    const bumped = order.map((one, i): Bump => {
      const isInfo = one.isInfo === 0;
      const isNumbered = numbering === 'each' || (numbering === 'mixed' && one.isNumbered);
      const version = isNumbered && (!isInfo || isKnown) ? base + i + 1 + lies[i]! : null;
      return { index: i, ...one.at, completedNs: isInfo ? null : one.at.completedNs, version };
    });
    const looked = reads.map(({ kind, off, ...one }, i): VersionRead => {
      const done = order.filter((other) => pointOf(other) <= pointOf(one)).length;
      const version = base + done + off + (kind === 'reject' ? -1 : 0);
      return { index: 10 + i, kind, version, ...one.at };
    });
    return { base, bumps: bumped, reads: looked };
  });
}
