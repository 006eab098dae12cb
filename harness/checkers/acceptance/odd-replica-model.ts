import { HistoryDefect } from '../../history/pair.ts';
import type { RecordedOperation } from '../../history/recorded.ts';
import type { Model } from '../model.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { definite, namedCells } from './matrix.ts';
import type { Matrix, MatrixCell, NamedCell } from './matrix.ts';
import { matrixEvidence } from './matrix-evidence.ts';
import { analyseMatrix } from './matrix-pattern.ts';
import { counted } from '../phrases.ts';

/** How much must have been seen of each pair of replicas. */
export interface OddReplicaModelOptions {
  /** How many definite answers a cell of the matrix needs to count. */
  readonly minimumSamples?: number;
}

/**
 * Tokens of one replica are accepted by every replica (docs/algorithms.md 8): `check` (input: `{mintedBy}`, the replica that
 * gave the token; ok: true when it was accepted, false when it was refused; the replica that answered is who checked). A
 * key is a cluster. Who refuses others' tokens, or whose tokens are refused, is named by the shape of the matrix.
 */
export const oddReplicaModel = ({ minimumSamples = 3 }: OddReplicaModelOptions = {}): Model => ({
  name: 'odd-replica',
  claim: 'A token that one replica gave is accepted by every replica.',
  begin: () => {
    const clusters = new Map<string, Tally>();
    return {
      take: (op) => note(clusters, op),
      conclude: () => judge([...clusters], minimumSamples),
    };
  },
});

/** More replicas than this are a mistake of the history; the matrix grows with their square. */
const MOST_REPLICAS = 100;

interface Count {
  accepted: number;
  refused: number;
  /** The earliest refusal, by index. */
  refusal: number;
}

/** The answers of one cluster: who gave the token, then who checked it. */
interface Tally {
  readonly names: Set<string>;
  readonly rows: Map<string, Map<string, Count>>;
}

function note(clusters: Map<string, Tally>, op: RecordedOperation): void {
  if (op.f !== 'check') {
    passOver(op, 'check');
    return;
  }
  const { key, input, output, replica, outcome, index } = op;
  const minted: unknown =
    typeof input === 'object' && input !== null && 'mintedBy' in input ? input.mintedBy : null;
  if (typeof minted !== 'string') throw wrongValue(op, '{mintedBy}, the replica that gave the token');
  const tally = clusters.get(key) ?? { names: new Set(), rows: new Map() };
  clusters.set(key, tally);
  addName(tally, minted, op);
  // Without an answer, or when nobody knows whose it is, the cell stays as it was.
  if (outcome !== 'ok' || replica === null) return;
  if (typeof output !== 'boolean') throw wrongValue(op, 'true or false, as the answer');
  addName(tally, replica, op);
  const cell = countAt(tally, minted, replica);
  cell[output ? 'accepted' : 'refused'] += 1;
  if (!output) cell.refusal = Math.min(cell.refusal, index);
}

function addName({ names }: Tally, name: string, { index }: RecordedOperation): void {
  names.add(name);
  if (names.size > MOST_REPLICAS)
    throw new HistoryDefect(
      `operation ${index} (check): a cluster must have no more than ${MOST_REPLICAS} replicas`,
    );
}

function countAt({ rows }: Tally, minted: string, checked: string): Count {
  const row = rows.get(minted) ?? new Map<string, Count>();
  rows.set(minted, row);
  const cell = row.get(checked) ?? { accepted: 0, refused: 0, refusal: Infinity };
  row.set(checked, cell);
  return cell;
}

function judge(clusters: readonly (readonly [string, Tally])[], minimum: number): Judgement {
  const found = clusters.map(([key, tally]) => judgeCluster(key, tally, minimum));
  const violations = found.flatMap((one) => one.violations);
  const gaps = found.flatMap((one) => one.gaps);
  const examined = found.reduce((sum, one) => sum + one.examined, 0);
  return conclude({
    violations,
    gaps: clusters.length === 0 ? ['no token was checked'] : gaps,
    examined,
    summary:
      violations[0]?.message ??
      gaps[0] ??
      `every replica accepted every token, ${counted(examined, 'check')}`,
    evidence: found.map((one) => one.evidence),
  });
}

interface ClusterFindings {
  readonly violations: readonly Violation[];
  readonly gaps: readonly string[];
  readonly examined: number;
  readonly evidence: Evidence;
}

/** Cells with too few answers are unknown: they neither refute nor, being unknown, let the whole be valid. */
function judgeCluster(key: string, tally: Tally, minimum: number): ClusterFindings {
  const of = key === '' ? '' : ` of ${JSON.stringify(key)}`;
  const all = matrixOf(tally, 1);
  const matrix = matrixOf(tally, minimum);
  const cells = namedCells(matrix);
  const refused = cells.filter((cell) => cell.refused > 0);
  const thin = namedCells(all).filter((cell) => definite(cell) < minimum);
  const pairs = thin.slice(0, 4).map((cell) => `${cell.minted}→${cell.checked} ${definite(cell)}`);
  const gap = `${counted(thin.length, 'cell')} of the matrix${of} have under ${minimum} answers (${pairs.join(', ')}${thin.length > 4 ? ', …' : ''})`;
  return {
    violations: refused.length === 0 ? [] : [violationOf(of, matrix, refused, tally)],
    gaps: thin.length === 0 ? [] : [gap],
    examined: cells.reduce((sum, cell) => sum + definite(cell), 0),
    evidence: matrixEvidence(`Who accepts whose tokens${of}`, all, () => true),
  };
}

/** The matrix of the cells that have at least so many answers; the others are empty. */
function matrixOf({ names, rows }: Tally, minimum: number): Matrix {
  const replicas = [...names].sort();
  const cellAt = (minted: string, checked: string): MatrixCell => {
    const { accepted = 0, refused = 0 } = rows.get(minted)?.get(checked) ?? {};
    return accepted + refused < minimum
      ? { accepted: 0, refused: 0, other: 0 }
      : { accepted, refused, other: 0 };
  };
  return { replicas, cells: replicas.map((minted) => replicas.map((checked) => cellAt(minted, checked))) };
}

function violationOf(of: string, matrix: Matrix, refused: readonly NamedCell[], { rows }: Tally): Violation {
  const { odd, cause, pattern } = analyseMatrix(matrix);
  const pairs = refused
    .slice(0, 6)
    .map((cell) => `${cell.minted}→${cell.checked} ${cell.refused}/${definite(cell)}`);
  const more = refused.length > 6 ? `, and ${refused.length - 6} more` : '';
  const examples = refused.map(({ minted, checked }) => rows.get(minted)?.get(checked)?.refusal ?? Infinity);
  return {
    anomaly: 'token-refused',
    message: `live tokens${of} were refused: ${pairs.join(', ')}${more} (pattern: ${pattern})`,
    operations: [Math.min(...examples)],
    culprits: odd,
    cause,
  };
}
