/** Something that two replicas had to agree on (one made or ended it, the other was asked), and whether they did. */
export interface Encounter {
  /** Who made or ended it; null when nobody knows. */
  readonly first: string | null;
  /** Who was asked. */
  readonly second: string | null;
  readonly agreed: boolean;
}

/**
 * Who is at fault for disagreements, in alphabetical order. A replica at odds with itself makes it the fault of all that were
 * asked. Else it is the one that took part in each of them; where two did, the one that agrees with nobody else, and nobody when
 * both do: it may be either. Where nobody took part in all, it is all that were asked.
 */
export function atOdds(encounters: readonly Encounter[]): string[] {
  const known = encounters.flatMap(({ first, second, agreed }) =>
    second === null ? [] : [{ first: first ?? second, second, agreed }],
  );
  const bad = known.filter(({ agreed }) => !agreed);
  const asked = sorted(bad.map(({ second }) => second));
  if (bad.some(({ first, second }) => first === second)) return asked;
  const names = sorted(bad.flatMap(({ first, second }) => [first, second]));
  const common = names.filter((name) => bad.every(({ first, second }) => name === first || name === second));
  if (common.length === 0) return asked;
  if (common.length === 1) return common;
  const hasFriend = (name: string): boolean =>
    known.some(
      ({ first, second, agreed }) =>
        agreed &&
        first !== second &&
        ((first === name && !common.includes(second)) || (second === name && !common.includes(first))),
    );
  const alone = common.filter((name) => !hasFriend(name));
  return alone.length === 1 ? alone : [];
}

const sorted = (names: readonly string[]): string[] =>
  [...new Set(names)].toSorted((a, b) => a.localeCompare(b));
