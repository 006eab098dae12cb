import type { Check } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { isAcknowledged, keyOf, readLedger } from '../auth/ledger.ts';
import type { Ledger, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { counted } from '../phrases.ts';
import { refreshUses } from '../auth/refresh-uses.ts';
import type { RefreshUse } from '../auth/refresh-uses.ts';

/** A used refresh token is told from one of a session that has ended (CONTRACT.md, refresh). */
export function refreshRefusalsSayWhy(options: StageOption = {}): Check {
  return {
    name: 'refresh-refusals-say-why',
    claim: 'A used refresh token is refused with REFRESH_REUSED, an unused one of a kicked session never.',
    judge: (history) => judge(readLedger(history, options)),
  };
}

const CODES = ['REFRESH_REUSED', 'UNAUTHORIZED'] as const;
type Code = (typeof CODES)[number];

interface Refusal {
  readonly use: RefreshUse;
  /** What it said. */
  readonly code: string | null;
  /** The only code it may say; null where either may be. */
  readonly due: Code | null;
}

function judge(ledger: Ledger): Judgement {
  const refusals = refusalsOf(ledger);
  const findings = refusals
    .filter(({ code, due }) => (due === null ? !CODES.some((known) => known === code) : code !== due))
    .map((refusal) => ({
      ...refusal,
      group: `${refusal.due}\n${refusal.code}`,
      culprits: culprit(refusal.use.replica),
      operations: [refusal.use.source.index, refusal.use.index],
      weight: 0,
    }));
  const violations = foldFindings(findings, ({ use, code, due }, all) => ({
    anomaly: 'wrong-code',
    message: `${use.replica ?? 'an unnamed replica'} refused ${nounOf(due)} of ${use.source.user} with ${code ?? 'no code'}, where ${due ?? CODES.join(' or ')} is due (${all.length} of ${counted(refusals.length, 'refusal')})`,
    cause: CAUSES[due ?? 'either'],
  }));
  const used = refusals.filter(({ due }) => due === 'REFRESH_REUSED').length;
  const gaps = used === 0 ? ['no used refresh token was refused while its session could be told'] : [];
  const summary = `${counted(refusals.length, 'refusal')} of refresh tokens with the right code, ${used} of them used before`;
  return conclude({
    violations,
    gaps,
    examined: refusals.length,
    summary: violations[0]?.message ?? summary,
  });
}

const nounOf = (due: Code | null): string => {
  if (due === null) return 'a refresh token';
  return due === 'REFRESH_REUSED' ? 'a used refresh token' : 'an unused refresh token of a kicked session';
};

const CAUSES: Readonly<Record<Code | 'either', string>> = {
  REFRESH_REUSED: 'a used refresh token is not told from one of a session that has ended',
  UNAUTHORIZED: 'the refresh token of a kicked session is taken for a used one',
  either: 'refusals of refresh tokens carry a code that the contract does not know',
};

function refusalsOf(ledger: Ledger): Refusal[] {
  const lives = readLives(ledger);
  const codes = new Map(ledger.refreshes.map((op) => [op.index, op.code]));
  const uses = refreshUses(ledger);
  const byToken = Map.groupBy(uses, ({ source }) => keyOf(source.stage, source.refreshToken));
  const kicks = Map.groupBy(ledger.kicks.filter(isAcknowledged), ({ realm }) => realm);
  const dueOf = (use: RefreshUse): Code | null => {
    const { source, index, invokedNs, completedNs } = use;
    const rivals = (byToken.get(keyOf(source.stage, source.refreshToken)) ?? []).filter(
      (other) => other.index !== index && !other.hadNoEffect && other.invokedNs <= completedNs,
    );
    const isKicked = kicks
      .get(source.realm)
      ?.some((kick) => source.completedNs < kick.invokedNs && kick.completedNs < invokedNs);
    if (rivals.length === 0) return isKicked ? 'UNAUTHORIZED' : null;
    const mayBeOver =
      completedNs >= source.refreshableUntilNs ||
      lives.mayBeKicked(source, completedNs) ||
      lives.mayBeLoggedOut(source, completedNs);
    return !mayBeOver && rivals.some(({ answer }) => answer === 'accepted') ? 'REFRESH_REUSED' : null;
  };
  return uses
    .filter(({ answer }) => answer === 'refused')
    .map((use) => ({ use, code: codes.get(use.index) ?? null, due: dueOf(use) }));
}
