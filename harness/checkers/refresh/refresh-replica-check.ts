import type { Check } from '../check.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Ledger, Probe, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { buildMatrix } from '../acceptance/matrix.ts';
import { matrixEvidence } from '../acceptance/matrix-evidence.ts';
import { analyseMatrix } from '../acceptance/matrix-pattern.ts';
import { counted, named, span } from '../phrases.ts';
import { refreshUses } from '../auth/refresh-uses.ts';
import type { RefreshUse } from '../auth/refresh-uses.ts';
import { liveProbes, probeMatrix } from '../acceptance/spurious.ts';
import { unexplainedRefusals } from './session-families.ts';

/** Whether refresh tokens rotate, and how many refreshes on another replica are evidence. */
export interface RefreshReplicaOptions extends StageOption {
  /** False for a target that gives the same refresh token back. */
  readonly rotates?: boolean;
  readonly minimumRefreshes?: number;
}

/** A live session can be refreshed on any replica, and gets a new refresh token each time. */
export function refreshWorksOnAnotherReplica(options: RefreshReplicaOptions = {}): Check {
  const { rotates = true, minimumRefreshes = 3, ...stage } = options;
  return {
    name: 'refresh-works-on-another-replica',
    claim: 'A session can be refreshed on another replica than the one that gave its tokens.',
    judge: (history) => judge(readLedger(history, stage), rotates, minimumRefreshes),
  };
}

function judge(ledger: Ledger, rotates: boolean, minimum: number): Judgement {
  const unexplained = unexplainedRefusals(ledger);
  const uses = refreshUses(ledger).filter(({ answer }) => answer !== 'other');
  const isLost = (use: RefreshUse): boolean => unexplained.has(use.index);
  const judged = uses.filter((use) => use.answer === 'accepted' || isLost(use));
  const echoed = rotates ? judged.filter(({ answer, isEchoed }) => answer === 'accepted' && isEchoed) : [];
  const violations = [...lost(judged, ledger), ...notRotated(echoed, judged)];
  const crossed = judged.filter(({ answer, source, replica }) => {
    const isCross = source.replica !== null && replica !== null && source.replica !== replica;
    return answer === 'accepted' && isCross;
  });
  const summary = `${counted(crossed.length, 'refresh', 'refreshes')} on another replica, of ${judged.length}, all well`;
  return conclude({
    violations,
    gaps: gapsOf(ledger, judged, crossed, minimum),
    examined: judged.length,
    summary: violations[0]?.message ?? summary,
    evidence: stagesOf(judged).map((stage) => {
      const inStage = judged.filter(({ source }) => source.stage === stage);
      return matrixEvidence(
        `Who refreshes whose sessions (${stage})`,
        refreshMatrix(ledger, inStage, stage),
        () => true,
      );
    }),
  });
}

const stagesOf = (uses: readonly RefreshUse[]): string[] => [
  ...new Set(uses.map(({ source }) => source.stage)),
];

function refreshMatrix(ledger: Ledger, uses: readonly RefreshUse[], stage: string) {
  const samples = uses.flatMap(({ source, replica, answer }) =>
    source.replica === null || replica === null ? [] : [{ minted: source.replica, checked: replica, answer }],
  );
  return buildMatrix(ledger.replicas(stage), samples);
}

function lost(judged: readonly RefreshUse[], ledger: Ledger): Violation[] {
  const probes = liveProbes(ledger, readLives(ledger));
  const live = (stage: string): readonly Probe[] => probes.filter(({ mint }) => mint.stage === stage);
  const findings = judged
    .filter(({ answer }) => answer === 'refused')
    .map((use) => ({
      use,
      group: use.source.stage,
      culprits: culprit(use.replica),
      operations: [use.source.index, use.index],
      weight: 0,
    }));
  return foldFindings(findings, ({ use }, all) => {
    const inStage = judged.filter(({ source }) => source.stage === use.source.stage);
    const { pattern, odd } = analyseMatrix(refreshMatrix(ledger, inStage, use.source.stage));
    const tokens = analyseMatrix(probeMatrix(ledger.replicas(use.source.stage), live(use.source.stage)));
    const isOwn = pattern === 'all-differ' || (pattern === 'keys' && odd.length > 1);
    const isOdd = odd.length === 1 && pattern !== 'sporadic';
    const cause = isOwn
      ? `${named(odd)} keep refresh sessions where the others cannot see them: in process memory, or each in its own Redis`
      : null;
    const oddCause = `${named(odd)} does not share its refresh sessions with the others`;
    const age = span(use.invokedNs - use.source.completedNs);
    const from = use.source.replica ?? 'an unnamed replica';
    return {
      anomaly: 'lost-session',
      message: `${use.replica ?? 'an unnamed replica'} refused to refresh a live session of ${use.source.user} (${use.source.clientType}), ${age} after ${from} gave its tokens (${all.length} of ${counted(inStage.length, 'refresh', 'refreshes')})`,
      // What the access tokens tell as well has one cause, and they tell it better.
      cause: isOdd ? (named(tokens.odd) === named(odd) ? tokens.cause : oddCause) : cause,
      ...(isOdd ? { culprits: odd } : {}),
    };
  });
}

function notRotated(echoed: readonly RefreshUse[], judged: readonly RefreshUse[]): Violation[] {
  const findings = echoed.map((use) => ({
    use,
    group: '',
    culprits: culprit(use.replica),
    operations: [use.source.index, use.index],
    weight: 0,
  }));
  return foldFindings(findings, ({ use }, all) => ({
    anomaly: 'refresh-not-rotated',
    message: `${use.replica ?? 'an unnamed replica'} gave the refresh token back that it was sent (${all.length} of ${counted(judged.length, 'refresh', 'refreshes')})`,
    cause: 'refresh tokens are not rotated',
  }));
}

function gapsOf(
  ledger: Ledger,
  judged: readonly RefreshUse[],
  crossed: readonly RefreshUse[],
  minimum: number,
): string[] {
  if (crossed.length < minimum)
    return [`${counted(crossed.length, 'refresh', 'refreshes')} on another replica, ${minimum} are needed`];
  return stagesOf(judged).flatMap((stage) => {
    const answered = judged.filter(({ source }) => source.stage === stage).map(({ replica }) => replica);
    const missing = ledger.replicas(stage).filter((name) => !answered.includes(name));
    return missing.length === 0 ? [] : [`no refresh in stage ${stage} was answered by ${named(missing)}`];
  });
}
