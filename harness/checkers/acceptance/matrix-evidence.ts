import type { Cell, Evidence } from '../verdict.ts';
import { definite } from './matrix.ts';
import type { Matrix, MatrixCell } from './matrix.ts';

/** The matrix as a report shows it; `isWanted` says which cells ought to accept. */
export function matrixEvidence(
  title: string,
  { replicas, cells }: Matrix,
  isWanted: (minted: string, checked: string) => boolean,
): Evidence {
  const cell = (one: MatrixCell, i: number, j: number): Cell =>
    cellOf(one, isWanted(replicas[i] ?? '', replicas[j] ?? ''));
  return {
    kind: 'matrix',
    title,
    rowsLabel: 'token from',
    columnsLabel: 'checked by',
    rows: replicas,
    columns: replicas,
    cells: cells.map((row, i) => row.map((one, j) => cell(one, i, j))),
  };
}

function cellOf(cell: MatrixCell, isWanted: boolean): Cell {
  const total = definite(cell) + cell.other;
  if (total === 0) return { text: 'not tried', tone: 'neutral' };
  const good = isWanted ? cell.accepted : cell.refused;
  return { text: `${good}/${total} ${isWanted ? 'accepted' : 'refused'}`, tone: toneOf(cell, good) };
}

function toneOf(cell: MatrixCell, good: number): Cell['tone'] {
  if (definite(cell) === 0) return 'neutral';
  return good === definite(cell) ? 'good' : 'bad';
}
