import type { Check } from '../check.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { thinCells } from './accepted-check.ts';
import type { MatrixOptions } from './accepted-check.ts';
import { clockSentence, readClocks } from './clocks.ts';
import type { Clocks } from './clocks.ts';
import { conclude } from '../conclusion.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Ledger, Mint, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { matrixEvidence } from './matrix-evidence.ts';
import { analyseMatrix } from './matrix-pattern.ts';
import { counted, named } from '../phrases.ts';
import { liveProbes, probeMatrix } from './spurious.ts';

/** Replicas date tokens alike: by clocks that differ a token expires early at one and late at another. */
export function clocksAgree(options: StageOption = {}): Check {
  return {
    name: 'clocks-agree',
    claim: "The replicas' clocks agree to 2 s, as the times in their tokens show.",
    judge: (history) => {
      const ledger = readLedger(history, options);
      const byStage = [...Map.groupBy(ledger.mints, ({ stage }) => stage)];
      const found = byStage.map(([stage, mints]) => ({ stage, mints, clocks: readClocks(mints) }));
      const violations = found.flatMap(({ mints, clocks }) => skewViolations(clocks, mints));
      const dated = ledger.mints.filter(({ issuedAtS }) => issuedAtS !== null).length;
      return conclude({
        violations,
        gaps: found.flatMap(({ stage, clocks }) => gapsOf(ledger, stage, clocks)),
        examined: dated,
        summary: violations[0]?.message ?? `${counted(dated, 'token')}, all dated by clocks that agree`,
      });
    },
  };
}

function skewViolations(clocks: Clocks, mints: readonly Mint[]): Violation[] {
  if (clocks.odd.length === 0) return [];
  const odd = clocks.odd.map(({ replica }) => replica);
  const [from, against] = [
    mints.find(({ replica }) => replica !== null && odd.includes(replica)),
    mints.find(({ replica }) => replica !== null && replica !== odd[0]),
  ];
  return [
    {
      anomaly: 'clock-skew',
      message: `by the times in the tokens, ${clockSentence(clocks)}`,
      operations: [from, against].flatMap((mint) => mint?.index ?? []).sort((a, b) => a - b),
      culprits: odd,
      cause: clockSentence(clocks),
    },
  ];
}

function gapsOf(ledger: Ledger, stage: string, { known, moved }: Clocks): string[] {
  const missing = ledger.replicas(stage).filter((name) => !known.includes(name));
  const silent = missing.length === 0 ? [] : [`no dated token of ${named(missing)} in stage ${stage}`];
  return moved.length === 0
    ? silent
    : [...silent, `the clock of ${named(moved)} was moved in stage ${stage}`];
}

/** In a cluster with one replica whose clock is off, the tokens' times and the matrix both name it, and no other. */
export function oddClockIsNamed({
  stage,
  minimumSamples = 3,
}: MatrixOptions & { readonly stage: string }): Check {
  return {
    name: 'odd-clock-is-named',
    claim:
      'The replica whose clock is off can be named by the times in its tokens, and by who refuses whose.',
    judge: (history) => {
      const odd = history.stages.find((one) => one.stage === stage)?.planted[0];
      const ledger = readLedger(history, { stage });
      return odd === undefined
        ? conclude({ violations: [], gaps: [], examined: 0, summary: `stage ${stage} names no odd clock` })
        : judgeOdd(ledger, stage, odd, minimumSamples);
    },
  };
}

function judgeOdd(ledger: Ledger, stage: string, odd: string, minimum: number): Judgement {
  const live = liveProbes(ledger, readLives(ledger));
  const matrix = probeMatrix(ledger.replicas(stage), live);
  const clocks = readClocks(ledger.mints);
  const { pattern, odd: byMatrix } = analyseMatrix(matrix);
  const due = matrix.replicas.length === 2 ? matrix.replicas.toSorted() : [odd];
  const byTokens = clocks.odd.map(({ replica }) => replica);
  const isNamed = (names: readonly string[]): boolean => names.toSorted().join() === due.join();
  const isShaped = pattern === 'row' || pattern === 'column';
  const told = (names: readonly string[]): string => (names.length === 0 ? 'nobody' : named(names));
  const example = live.find(({ answer }) => answer === 'refused') ?? live[0];
  const violation: Violation = {
    anomaly: 'odd-replica-not-named',
    message: `${odd}'s clock is off, but the times in the tokens name ${told(byTokens)}, and the matrix ${told(byMatrix)} (pattern: ${pattern})`,
    operations: example === undefined ? [] : [example.mint.index, example.index],
    culprits: [...new Set([...byTokens, ...byMatrix])].sort(),
    cause: null,
  };
  const isUnseen = byTokens.length === 0 && pattern === 'uniform';
  const unseen = isUnseen ? [`nothing shows that the clock of ${odd} was off in stage ${stage}`] : [];
  const gaps = [...thinCells(matrix, minimum, stage), ...gapsOf(ledger, stage, clocks), ...unseen];
  // Of two replicas, the matrix cannot tell whose clock it is.
  const isRight = isNamed(byTokens) && isShaped && (due.length > 1 || isNamed(byMatrix));
  const evidence: Evidence = matrixEvidence(`Who accepts whose tokens (${stage})`, matrix, () => true);
  return conclude({
    violations: isRight || gaps.length > 0 ? [] : [violation],
    gaps,
    examined: live.length,
    summary: isRight ? `${odd} named: ${clockSentence(clocks)}` : violation.message,
    evidence: [evidence],
  });
}
