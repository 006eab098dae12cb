import { definite, namedCells } from './matrix.ts';
import type { Matrix, NamedCell } from './matrix.ts';
import { counted, named } from '../phrases.ts';

/** What the shape of the refusals tells. */
export interface MatrixAnalysis {
  readonly pattern: 'uniform' | 'keys' | 'all-differ' | 'row' | 'column' | 'sporadic' | 'irregular';
  /** Replicas that behave alike, the largest group first. */
  readonly groups: readonly (readonly string[])[];
  /** Who differs from the largest group; everyone, when no group is the largest. */
  readonly odd: readonly string[];
  readonly cause: string | null;
}

/** Names the odd replicas of a mint-and-check matrix and the likely cause (docs/algorithms.md 8). */
export function analyseMatrix(matrix: Matrix): MatrixAnalysis {
  const cells = namedCells(matrix).filter((cell) => definite(cell) > 0);
  const groups = groupsOf(matrix);
  if (cells.every((cell) => cell.refused === 0)) return { pattern: 'uniform', groups, odd: [], cause: null };
  const mixed = cells.filter((cell) => cell.refused > 0 && cell.accepted > 0);
  if (mixed.length > 0) return sporadic(mixed, groups);
  return oneOdd(matrix.replicas, cells, groups) ?? byGroups(cells, groups);
}

type Expectation = (cell: NamedCell, odd: string) => boolean;
type OddCause = (odd: string) => string;

/** What the matrix looks like when exactly one replica is odd, the most common fault first. */
const SHAPES: readonly (readonly [MatrixAnalysis['pattern'], Expectation, OddCause])[] = [
  [
    'keys',
    (cell, odd) => (cell.minted === odd) === (cell.checked === odd),
    (odd) => `${odd} signs and verifies with another JWT_SECRET than the others`,
  ],
  [
    'row',
    (cell, odd) => cell.minted !== odd || cell.checked === odd,
    (odd) =>
      `the clock of ${odd} is off, so that its tokens look expired or not yet valid elsewhere, or it signs with another issuer or audience`,
  ],
  [
    'column',
    (cell, odd) => cell.checked !== odd || cell.minted === odd,
    (odd) =>
      `the clock of ${odd} is off, so that the others' tokens look expired or not yet valid to it, or it expects another issuer or audience`,
  ],
  [
    'row',
    (cell, odd) => cell.minted !== odd,
    (odd) => `${odd} mints tokens that nobody accepts, itself included`,
  ],
  [
    'column',
    (cell, odd) => cell.checked !== odd,
    (odd) => `${odd} refuses every token, its own included: its Redis is out of reach, or its clock is ahead`,
  ],
];

function oneOdd(
  replicas: readonly string[],
  cells: readonly NamedCell[],
  groups: MatrixAnalysis['groups'],
): MatrixAnalysis | null {
  for (const [pattern, expectation, cause] of SHAPES) {
    const fitting = replicas.filter((odd) =>
      cells.every((cell) => cell.accepted > 0 === expectation(cell, odd)),
    );
    const [odd] = fitting;
    if (odd === undefined) continue;
    if (fitting.length === 1) return { pattern, groups, odd: fitting, cause: cause(odd) };
    const either = `one of ${named(fitting)} differs, and this matrix cannot tell which`;
    const tie = pattern === 'keys' ? `${named(fitting)} sign with different JWT_SECRETs` : either;
    return { pattern, groups, odd: fitting, cause: tie };
  }
  return null;
}

function byGroups(cells: readonly NamedCell[], groups: MatrixAnalysis['groups']): MatrixAnalysis {
  const groupOf = new Map(groups.flatMap((group) => group.map((name) => [name, group] as const)));
  const isBlock = cells.every(
    (cell) => cell.accepted > 0 === (groupOf.get(cell.minted) === groupOf.get(cell.checked)),
  );
  const odd = oddGroups(groups).flat().sort();
  if (!isBlock) return { pattern: 'irregular', groups, odd, cause: null };
  if (groups.every((group) => group.length === 1)) {
    return { pattern: 'all-differ', groups, odd, cause: 'every replica signs with a key of its own' };
  }
  const blocks = groups.map((group) => named(group)).join(' | ');
  return { pattern: 'keys', groups, odd, cause: `the replicas sign with different JWT_SECRETs: ${blocks}` };
}

/** All groups but the largest; every group when no single one is. */
function oddGroups(groups: MatrixAnalysis['groups']): MatrixAnalysis['groups'] {
  const [first = [], second = []] = groups;
  return first.length > second.length ? groups.slice(1) : groups;
}

function sporadic(mixed: readonly NamedCell[], groups: MatrixAnalysis['groups']): MatrixAnalysis {
  const checkers = [...new Set(mixed.map((cell) => cell.checked))].sort();
  const refused = mixed.reduce((sum, cell) => sum + cell.refused, 0);
  const total = mixed.reduce((sum, cell) => sum + definite(cell), 0);
  const cause = `${named(checkers)} refused ${refused} of ${counted(total, 'such call')}: sometimes, without a pattern`;
  return { pattern: 'sporadic', groups, odd: checkers, cause };
}

/** Replicas whose tokens fare alike: by identical rows. */
function groupsOf({ replicas, cells }: Matrix): string[][] {
  const row = (name: string): string =>
    (cells[replicas.indexOf(name)] ?? []).map((cell) => `${cell.accepted > 0}${cell.refused > 0}`).join();
  return [...Map.groupBy(replicas, row).values()].sort((a, b) => b.length - a.length);
}
