import type { Check } from '../check.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { kickRevocations, revocationGap } from '../revocation/kicked-tokens.ts';
import { isAcknowledged, readLedger } from '../auth/ledger.ts';
import type { Ledger, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { counted } from '../phrases.ts';
import { registers } from './registers.ts';
import type { Register } from './registers.ts';
import { liveProbes, spuriousRefusals } from '../acceptance/spurious.ts';
import { staleViolations } from '../revocation/stale-violations.ts';
import { decideFromAnyBase } from './version-base.ts';
import { CLASH_SENTENCES } from './version-sentences.ts';

/** Every kick, login and token check of a user agrees with one version register, in real time (docs/algorithms.md 3). */
export function tokenVersionLinearizable(options: StageOption = {}): Check {
  return {
    name: 'token-version-linearizable',
    claim:
      'All replicas act on one token version: a kick takes effect everywhere at one instant, before it returns.',
    judge: (history) => judge(readLedger(history, options)),
  };
}

function judge(ledger: Ledger): Judgement {
  const lives = readLives(ledger);
  const revocations = kickRevocations(ledger, lives);
  const live = liveProbes(ledger, lives);
  const all = registers(ledger, lives);
  const stale = staleViolations(ledger, revocations);
  const spurious = spuriousRefusals(ledger, live);
  const explained = [...stale, ...spurious];
  const violations = [...explained, ...mismatches(ledger), ...clashes(all, explained.length > 0)];
  const kicks = new Set(ledger.kicks.filter(isAcknowledged).map(({ index }) => index)).size;
  const reads = all.reduce((sum, { reads }) => sum + reads.length, 0);
  const seen = `${counted(kicks, 'kick')} and ${counted(reads, 'look')} at ${counted(all.length, 'token version')}`;
  const summary = violations[0]?.message ?? `${seen} agree with one register each`;
  return conclude({
    violations,
    gaps: gapsOf(ledger, revocations),
    examined: reads,
    summary,
    evidence: [table(all)],
  });
}

/** Every stage with a kick needs one that every replica was seen to obey. */
function gapsOf(ledger: Ledger, revocations: ReturnType<typeof kickRevocations>): string[] {
  const stages = new Set(ledger.kicks.filter(isAcknowledged).map(({ stage }) => stage));
  if (stages.size === 0) return ['no kick was acknowledged'];
  return [...stages].flatMap((stage) => {
    const inStage = revocations.filter(({ kick }) => kick.stage === stage);
    return revocationGap(stage, ledger.replicas(stage), inStage) ?? [];
  });
}

/** What the exact decision refutes and no simpler finding has told already. */
function clashes(all: readonly Register[], isExplained: boolean): Violation[] {
  const findings = all.flatMap((register) => {
    const decision = decideFromAnyBase(register);
    if (decision.ok) return [];
    const { clash } = decision;
    const culprits = clash.operations.flatMap((index) => culprit(register.answeredBy(index)));
    return [{ group: clash.diagnosis, culprits, operations: clash.operations, weight: 0, clash, register }];
  });
  if (isExplained) return [];
  return foldFindings(findings, ({ clash, register }, same) => ({
    anomaly: clash.diagnosis,
    message: `the version of ${register.user} (${register.clientType}) is not one register: ${CLASH_SENTENCES[clash.diagnosis]} (${counted(same.length, 'register')})`,
    cause: null,
  }));
}

/** Accepted tokens for which the answer names another version than the token. */
function mismatches(ledger: Ledger): Violation[] {
  const findings = ledger.probes
    .filter(({ answer, reportedVersion, mint }) => {
      const isTold = answer === 'accepted' && reportedVersion !== null && mint.version !== null;
      return isTold && reportedVersion !== mint.version;
    })
    .map((probe) => ({
      group: probe.mint.stage,
      culprits: culprit(probe.replica),
      operations: [probe.mint.index, probe.index],
      weight: 0,
      probe,
    }));
  return foldFindings(findings, ({ probe }, same) => ({
    anomaly: 'version-mismatch',
    message: `${probe.replica ?? 'an unnamed replica'} accepted a token of version ${probe.mint.version} and called it ${probe.reportedVersion} (${counted(same.length, 'answer')})`,
    cause: 'the answer is made from the stored version, not from the token that was checked',
  }));
}

function table(all: readonly Register[]): Judgement['evidence'][number] {
  return {
    kind: 'table',
    title: 'Token versions',
    columns: ['stage', 'user', 'client type', 'kicks', 'looks'],
    rows: all
      .slice(0, 50)
      .map((one) => [one.stage, one.user, one.clientType, one.bumps.length, one.reads.length]),
  };
}
