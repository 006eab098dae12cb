import type { ProofRow } from '../../scenario/proof.ts';

/** What one check said of one sabotage, over all runs. */
export interface MatrixCell {
  readonly kind: 'caught' | 'also' | 'missed' | 'alarm' | 'silent';
  /** `3/3`, or nothing. */
  readonly text: string;
}

interface MatrixRow {
  readonly sabotage: string;
  readonly scenario: string;
  readonly cells: readonly MatrixCell[];
}

/** Which check said what of which sabotage. */
export interface Matrix {
  readonly checks: readonly string[];
  readonly rows: readonly MatrixRow[];
}

const SILENT: MatrixCell = { kind: 'silent', text: '' };

/** The detection matrix: a row for each sabotage of each scenario, a column for each check that said something. */
export function detectionMatrix(rows: readonly ProofRow[]): Matrix {
  const named = rows.map(({ check }) => check);
  const others = rows.flatMap(({ alsoInvalid, falseAlarms }) => [...alsoInvalid, ...falseAlarms]);
  const checks = [...new Set([...named, ...others.map(({ check }) => check)])];
  const planted = Map.groupBy(rows, ({ scenario, sabotage }) => `${scenario} ${sabotage}`);
  return {
    checks,
    rows: [...planted.values()].flatMap((claims) => {
      const [first] = claims;
      if (!first) return [];
      const { sabotage, scenario } = first;
      return [{ sabotage, scenario, cells: checks.map((check) => cellOf(claims, check)) }];
    }),
  };
}

/** The worst that a check did: a false alarm, a miss, a catch, a word beside another's. */
function cellOf(claims: readonly ProofRow[], check: string): MatrixCell {
  const alarmed = claims.flatMap(({ falseAlarms }) => falseAlarms.filter((alarm) => alarm.check === check));
  if (alarmed.length > 0) {
    const runs = new Set(alarmed.map(({ run }) => run)).size;
    return { kind: 'alarm', text: `${runs}/${claims[0]?.runs ?? runs}` };
  }
  const claim = claims.find((row) => row.check === check);
  if (claim) {
    const { detected, runs } = claim;
    return { kind: detected === runs ? 'caught' : 'missed', text: `${detected}/${runs}` };
  }
  const also = claims.flatMap((row) => row.alsoInvalid.filter((other) => other.check === check));
  const [first] = also;
  return first ? { kind: 'also', text: `${first.runs}/${claims[0]?.runs ?? first.runs}` } : SILENT;
}
