import type { Check } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { atOdds, type Encounter } from '../at-odds.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { keyOf, readLedger } from '../auth/ledger.ts';
import type { AcknowledgedKick, Ledger, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { counted, named, span } from '../phrases.ts';
import { refreshUses } from '../auth/refresh-uses.ts';
import type { RefreshUse } from '../auth/refresh-uses.ts';
import { kickedSessions, survivalCause } from './kicked-sessions.ts';

/** Whether a refusal must have been seen on every replica, or on any. */
export interface RefreshKickOptions extends StageOption {
  readonly everyReplica?: boolean;
}

/** A session that began before a kick can never be refreshed after it (CONTRACT.md, kick). */
export function refreshTokensDieWithTheKick(options: RefreshKickOptions = {}): Check {
  const { everyReplica = true, ...stage } = options;
  return {
    name: 'refresh-tokens-die-with-the-kick',
    claim: 'No refresh token of a session from before a kick works once the kick has returned.',
    judge: (history) => judge(readLedger(history, stage), everyReplica),
  };
}

interface KickedUse {
  readonly use: RefreshUse;
  readonly kick: AcknowledgedKick;
}

function judge(ledger: Ledger, everyReplica: boolean): Judgement {
  const kicked = kickedUses(ledger);
  const accepted = kicked.filter(({ use }) => use.answer === 'accepted');
  const refused = kicked.filter(({ use }) => use.answer === 'refused');
  const findings = accepted.map(({ use, kick }) => ({
    use,
    kick,
    group: kick.stage,
    culprits: culprit(use.replica),
    operations: [use.login.index, kick.index, use.index],
    weight: 0,
  }));
  const violations = foldFindings(findings, ({ use, kick }, all) => ({
    anomaly: 'refresh-survives-kick',
    culprits: atOdds(kicked.filter((one) => one.kick.stage === kick.stage).map(encounterOf)),
    message: `${use.replica ?? 'an unnamed replica'} refreshed a session of ${kick.user} from before the kick, ${span(use.invokedNs - kick.completedNs)} after the kick returned (${all.length} of ${counted(kicked.length, 'such refresh', 'such refreshes')})`,
    cause: survivalCause(
      ledger,
      all.map((one) => ({ login: one.use.login, kick: one.kick, mint: one.use.source })),
    ),
  }));
  const answerers = [...new Set(refused.flatMap(({ use }) => culprit(use.replica)))].sort();
  const summary = `${counted(refused.length, 'refresh', 'refreshes')} of kicked sessions refused by ${named(answerers)}`;
  const gaps = gapsOf(ledger, refused, everyReplica);
  return conclude({ violations, gaps, examined: refused.length, summary: violations[0]?.message ?? summary });
}

/** Who answered the kick, who the refresh, and whether that was one mind. */
const encounterOf = ({ use, kick }: KickedUse): Encounter => ({
  first: kick.replica,
  second: use.replica,
  agreed: use.answer === 'refused',
});

/** Uses that began after a kick of their realm returned, of sessions from before it; accepted, or refused for the kick alone. */
function kickedUses(ledger: Ledger): KickedUse[] {
  const lives = readLives(ledger);
  const { enderOf } = kickedSessions(ledger);
  const uses = refreshUses(ledger);
  const effective = Map.groupBy(
    uses.filter((use) => !use.hadNoEffect),
    ({ source }) => keyOf(source.stage, source.refreshToken),
  );
  const isSpent = ({ source, index, completedNs }: RefreshUse): boolean =>
    (effective.get(keyOf(source.stage, source.refreshToken)) ?? []).some(
      (other) => other.index !== index && other.invokedNs <= completedNs,
    );
  return uses.flatMap((use) => {
    const kick = enderOf(use.login, use.invokedNs);
    if (kick === undefined || use.answer === 'other') return [];
    const isExpired = use.completedNs >= use.source.refreshableUntilNs;
    const isMoot = isExpired || isSpent(use) || lives.mayBeLoggedOut(use.source, use.completedNs);
    return use.answer === 'refused' && isMoot ? [] : [{ use, kick }];
  });
}

function gapsOf(ledger: Ledger, refused: readonly KickedUse[], everyReplica: boolean): string[] {
  if (refused.length === 0) return ['no refresh of a session from before a kick was tried after it'];
  const stages = [...new Set(refused.map(({ kick }) => kick.stage))];
  return stages.flatMap((stage) => {
    const answered = refused.filter(({ kick }) => kick.stage === stage).map(({ use }) => use.replica);
    const missing = ledger.replicas(stage).filter((name) => !answered.includes(name));
    return everyReplica && missing.length > 0
      ? [`no refresh after the kick was answered by ${named(missing)}`]
      : [];
  });
}
