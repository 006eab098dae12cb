import type { Stage } from '../../history/vocabulary.ts';
import type { Check, History } from '../check.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { thinCells } from './accepted-check.ts';
import type { MatrixOptions } from './accepted-check.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Probe } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import type { Matrix } from './matrix.ts';
import { matrixEvidence } from './matrix-evidence.ts';
import { analyseMatrix } from './matrix-pattern.ts';
import { counted, named } from '../phrases.ts';
import { liveProbes, probeMatrix } from './spurious.ts';

/** Which replica was given another secret on purpose; by default, the first that the stage says it planted. */
export interface OddReplicaOptions extends MatrixOptions {
  readonly stage: string;
  readonly planted?: (stage: Stage) => string;
}

/** In a cluster with one replica that has another secret, foreign tokens are refused and the matrix names it. */
export function oddReplicaIsNamed({ stage, planted, minimumSamples = 3 }: OddReplicaOptions): Check {
  return {
    name: 'odd-replica-is-named',
    claim:
      'Tokens signed with another secret are refused with 401, and the replica that has it can be named.',
    judge: (history) => {
      const cluster = history.stages.find((one) => one.stage === stage);
      const odd = cluster && (planted ? planted(cluster) : cluster.planted[0]);
      if (odd === undefined) return unknown(`stage ${stage} names no replica with another secret`);
      return judge(history, stage, odd, minimumSamples);
    },
  };
}

const unknown = (reason: string): Judgement => ({
  verdict: { status: 'unknown', reason },
  summary: reason,
  evidence: [],
});

function judge(history: History, stage: string, odd: string, minimum: number): Judgement {
  const ledger = readLedger(history, { stage });
  const live = liveProbes(ledger, readLives(ledger));
  const matrix = probeMatrix(ledger.replicas(stage), live);
  const isForeign = (minted: string | null, checked: string | null): boolean =>
    (minted === odd) !== (checked === odd);
  const foreign = live.filter(
    ({ mint, replica }) => mint.replica !== null && replica !== null && isForeign(mint.replica, replica),
  );
  const gaps = thinCells(matrix, minimum, stage);
  const forged = forgeries(foreign);
  const wrong = [...forged, ...wrongStatuses(foreign)];
  const violations = [...wrong, ...(gaps.length > 0 || forged.length > 0 ? [] : misnamed(matrix, odd, live))];
  const refused = foreign.filter(({ answer }) => answer === 'refused').length;
  return conclude({
    violations,
    gaps,
    examined: refused,
    summary: violations[0]?.message ?? `${odd} named; ${counted(refused, 'foreign token')} refused with 401`,
    evidence: [matrixEvidence(`Who accepts whose tokens (${stage})`, matrix, (i, j) => !isForeign(i, j))],
  });
}

function forgeries(foreign: readonly Probe[]): Violation[] {
  const accepted = foreign.filter(({ answer }) => answer === 'accepted').map(findingOf);
  return foldFindings(accepted, ({ probe }, all) => {
    const lax = [...new Set(all.flatMap(({ culprits }) => culprits))].sort();
    return {
      anomaly: 'forged-token-accepted',
      message: `${probe.replica} accepted a token that ${probe.mint.replica} signed with another secret (${all.length} of ${counted(foreign.length, 'foreign token')})`,
      cause: `${named(lax)} ${lax.length === 1 ? 'does' : 'do'} not verify the signature`,
    };
  });
}

/** Only answers of a replica itself count: the proxy has its own reasons for a 502. */
function wrongStatuses(foreign: readonly Probe[]): Violation[] {
  const isWrong = ({ answer, status }: Probe): boolean => answer === 'other' && status !== null;
  return foldFindings(foreign.filter(isWrong).map(findingOf), ({ probe }, all) => ({
    anomaly: 'wrong-status',
    message: `${probe.replica} answered ${probe.status} to a token signed with another secret, where 401 is due (${all.length} of ${counted(foreign.length, 'foreign token')})`,
    cause: 'a signature that does not verify is treated as an error of the server or of the request',
  }));
}

function findingOf(probe: Probe) {
  const operations = [probe.mint.index, probe.index];
  return { group: '', culprits: culprit(probe.replica), operations, weight: 0, probe };
}

/** The analysis must name the planted replica and no other; of two replicas, both. */
function misnamed(matrix: Matrix, odd: string, live: readonly Probe[]): Violation[] {
  const analysis = analyseMatrix(matrix);
  const due = matrix.replicas.length === 2 ? matrix.replicas.toSorted() : [odd];
  if (analysis.pattern === 'keys' && analysis.odd.toSorted().join() === due.join()) return [];
  const told = analysis.odd.length === 0 ? 'nobody' : named(analysis.odd);
  const example = live.find(({ answer }) => answer === 'refused') ?? live[0];
  return [
    {
      anomaly: 'odd-replica-not-named',
      message: `${odd} has another secret, but the matrix names ${told} (pattern: ${analysis.pattern})`,
      operations: example === undefined ? [] : [example.mint.index, example.index],
      culprits: analysis.odd,
      cause: analysis.cause,
    },
  ];
}
