import type { Check } from '../check.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { isAcknowledged, readLedger } from '../auth/ledger.ts';
import type { AcknowledgedKick, Ledger, Mint, Probe, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { counted, named, span } from '../phrases.ts';
import { refreshUses } from '../auth/refresh-uses.ts';
import type { RefreshUse } from '../auth/refresh-uses.ts';
import { isMintedDuring, kickedSessions, survivalCause } from './kicked-sessions.ts';

/** How many refreshes must have run while their user was kicked. */
export interface RefreshRaceOptions extends StageOption {
  readonly minimumRaces?: number;
}

/** A refresh that races a kick gives no token that outlives it: the session is from before (CONTRACT.md, kick). */
export function kickedSessionsStayDead(options: RefreshRaceOptions = {}): Check {
  const { minimumRaces = 5, ...stage } = options;
  return {
    name: 'kicked-sessions-stay-dead',
    claim:
      'No access token that a session from before a kick got by a refresh is accepted once the kick has returned, also if both ran at once.',
    judge: (history) => judge(readLedger(history, stage), minimumRaces),
  };
}

/** A check, after a kick, of a token that a refresh of a kicked session gave during the kick or after it. */
interface LateProbe {
  readonly probe: Probe;
  readonly login: Mint;
  readonly kick: AcknowledgedKick;
}

function judge(ledger: Ledger, minimum: number): Judgement {
  const late = lateProbes(ledger);
  const findings = late
    .filter(({ probe }) => probe.answer === 'accepted')
    .map(({ probe, login, kick }) => ({
      probe,
      login,
      kick,
      group: kick.stage,
      culprits: culprit(probe.mint.replica),
      operations: [login.index, kick.index, probe.mint.index, probe.index],
      weight: 0,
    }));
  const violations = foldFindings(findings, ({ probe, kick }, same) => ({
    anomaly: 'session-survives-kick',
    message: `${probe.replica ?? 'an unnamed replica'} accepted a token of ${kick.user} (${probe.mint.clientType}) ${span(probe.invokedNs - kick.completedNs)} after the kick returned: ${probe.mint.replica ?? 'an unnamed replica'} had refreshed a session from before the kick (${same.length} of ${counted(late.length, 'check')} of such tokens)`,
    cause: survivalCause(
      ledger,
      same.map((one) => ({ login: one.login, kick: one.kick, mint: one.probe.mint })),
    ),
  }));
  const races = racingUses(ledger);
  const summary = `${counted(races.length, 'refresh', 'refreshes')} raced a kick, ${counted(late.length, 'check')} of their tokens after it refused`;
  return conclude({
    violations,
    gaps: gapsOf(ledger, races, late, minimum),
    examined: late.length + races.length,
    summary: violations[0]?.message ?? summary,
    evidence: [raceTable(races)],
  });
}

function lateProbes(ledger: Ledger): LateProbe[] {
  const lives = readLives(ledger);
  const { enderOf } = kickedSessions(ledger);
  const logins = new Map(ledger.mints.toReversed().map((mint) => [mint.session, mint]));
  return ledger.probes.flatMap((probe) => {
    const { mint, answer, invokedNs, completedNs } = probe;
    const login = logins.get(mint.session);
    const kick = login && enderOf(login, invokedNs);
    if (!login || !kick || mint.usedRefreshToken === null || mint.completedNs < kick.invokedNs) return [];
    const isOver = completedNs >= mint.liveUntilNs || lives.maySessionBeOver(mint, completedNs);
    if (answer === 'other' || (answer === 'refused' && isOver)) return [];
    return [{ probe, login, kick }];
  });
}

interface RacingUse {
  readonly use: RefreshUse;
  readonly kick: AcknowledgedKick;
}

/** Refreshes of a session from before a kick that ran while the kick did, and were answered. */
function racingUses(ledger: Ledger): RacingUse[] {
  const kicks = Map.groupBy(ledger.kicks.filter(isAcknowledged), ({ realm }) => realm);
  return refreshUses(ledger).flatMap((use) => {
    const kick = kicks
      .get(use.source.realm)
      ?.find(
        (one) =>
          use.login.completedNs < one.invokedNs &&
          use.completedNs >= one.invokedNs &&
          use.invokedNs <= one.completedNs,
      );
    return kick === undefined || use.answer === 'other' ? [] : [{ use, kick }];
  });
}

function gapsOf(
  ledger: Ledger,
  races: readonly RacingUse[],
  late: readonly LateProbe[],
  minimum: number,
): string[] {
  if (races.length < minimum)
    return [`${counted(races.length, 'refresh', 'refreshes')} ran during a kick, ${minimum} are needed`];
  const won = races.filter(({ use }) => use.answer === 'accepted');
  return [...new Set(won.map(({ kick }) => kick.stage))].flatMap((stage) => {
    const asked = new Set(
      late
        .filter(({ probe, kick }) => kick.stage === stage && isMintedDuring(probe.mint, kick))
        .map(({ probe }) => probe.replica),
    );
    const missing = ledger.replicas(stage).filter((name) => !asked.has(name));
    return missing.length === 0
      ? []
      : [`no token of a refresh that ran during a kick was asked about on ${named(missing)}`];
  });
}

const MOST_ROWS = 50;

function raceTable(races: readonly RacingUse[]): Evidence {
  const byKick = [...Map.groupBy(races, ({ kick }) => kick)];
  return {
    kind: 'table',
    title: 'Refreshes that ran during a kick',
    columns: ['user', 'kick', 'refreshes', 'accepted', 'by'],
    rows: byKick.slice(0, MOST_ROWS).map(([kick, own]) => {
      const won = own.filter(({ use }) => use.answer === 'accepted');
      const by = [...new Set(won.map(({ use }) => use.replica ?? '?'))].sort().join(', ');
      return [kick.user, kick.index, own.length, won.length, by];
    }),
  };
}
