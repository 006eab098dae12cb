import type { Check } from '../check.ts';
import type { Violation } from '../verdict.ts';
import { balancerRatio } from './balancer-ratio.ts';
import { blameByClock } from './clocks.ts';
import { conclude } from '../conclusion.ts';
import type { Found } from '../conclusion.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Ledger, Mint, Probe, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { definite, namedCells } from './matrix.ts';
import type { Matrix } from './matrix.ts';
import { matrixEvidence } from './matrix-evidence.ts';
import { analyseMatrix } from './matrix-pattern.ts';
import { counted, percent } from '../phrases.ts';
import { liveProbes, probeMatrix } from './spurious.ts';

/** How many definite answers each cell of the matrix needs. */
export interface MatrixOptions extends StageOption {
  readonly minimumSamples?: number;
}

/** A token from any replica is accepted by every replica: the N × N matrix (docs/algorithms.md 8). */
export function acceptedOnEveryReplica(options: MatrixOptions = {}): Check {
  const { minimumSamples = 3, ...stage } = options;
  return {
    name: 'accepted-on-every-replica',
    claim: 'A token that one replica gave is accepted by every replica.',
    judge: (history) => {
      const ledger = readLedger(history, stage);
      const live = liveProbes(ledger, readLives(ledger));
      const stages = [...new Set(live.map(({ mint }) => mint.stage))];
      const found = stages.map((name) => judgeStage(ledger, name, live, minimumSamples));
      return conclude({
        violations: found.flatMap(({ violations }) => violations),
        gaps: found.flatMap(({ gaps }) => gaps),
        examined: found.reduce((sum, { examined }) => sum + examined, 0),
        summary: found.map(({ summary }) => summary).join('; ') || 'no live token was checked',
        evidence: found.flatMap(({ evidence = [] }) => evidence),
      });
    },
  };
}

function judgeStage(ledger: Ledger, stage: string, all: readonly Probe[], minimum: number): Found {
  const live = all.filter(({ mint }) => mint.stage === stage);
  const matrix = probeMatrix(ledger.replicas(stage), live);
  const size = matrix.replicas.length;
  const refused = live.filter(({ answer }) => answer === 'refused');
  const mints = ledger.mints.filter((mint) => mint.stage === stage);
  const violations = refused.length === 0 ? [] : [violationOf(matrix, live, refused, mints)];
  const examined = live.filter(({ answer }) => answer !== 'other').length;
  return {
    violations,
    gaps: thinCells(matrix, minimum, stage),
    examined,
    summary: violations[0]?.message ?? `${size}×${size} matrix accepted, ${counted(examined, 'call')}`,
    evidence: [matrixEvidence(`Who accepts whose tokens (${stage})`, matrix, () => true)],
  };
}

function violationOf(
  matrix: Matrix,
  live: readonly Probe[],
  refused: readonly Probe[],
  mints: readonly Mint[],
): Violation {
  const { odd, cause } = blameByClock(analyseMatrix(matrix), mints);
  const ratio = balancerRatio(live, matrix.replicas.length);
  const bad = namedCells(matrix).filter((cell) => cell.refused > 0);
  const pairs = bad
    .slice(0, 6)
    .map((cell) => `${cell.minted}→${cell.checked} ${cell.refused}/${definite(cell)}`);
  const more = bad.length > pairs.length ? `, and ${bad.length - pairs.length} more` : '';
  const viaBalancer =
    ratio.calls === 0
      ? ''
      : `; ${percent(ratio.share)} of ${ratio.calls} calls through the balancer were refused, where one odd replica of ${matrix.replicas.length} makes ${percent(ratio.expected)}`;
  const [first] = refused;
  return {
    anomaly: 'token-refused',
    message: `live tokens were refused: ${pairs.join(', ')}${more}${viaBalancer}`,
    operations: first === undefined ? [] : [first.mint.index, first.index],
    culprits: odd,
    cause,
  };
}

/** Why the matrix is not evidence enough; empty when it is. */
export function thinCells(matrix: Matrix, minimum: number, stage: string): string[] {
  if (matrix.replicas.length === 0) return [`the replicas of stage ${stage} are not known`];
  const thin = namedCells(matrix).filter((cell) => definite(cell) < minimum);
  if (thin.length === 0) return [];
  const pairs = thin.slice(0, 4).map((cell) => `${cell.minted}→${cell.checked} ${definite(cell)}`);
  const more = thin.length > pairs.length ? ', …' : '';
  return [
    `${counted(thin.length, 'cell')} of the matrix have under ${minimum} answers (${pairs.join(', ')}${more})`,
  ];
}
