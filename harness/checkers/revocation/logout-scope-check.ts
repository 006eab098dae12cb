import type { Check } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { type Ledger, type Mint, readLedger, type StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { type AcknowledgedLogout, acknowledgedLogouts } from './logouts.ts';
import { counted, named } from '../phrases.ts';
import { refreshUses } from '../auth/refresh-uses.ts';

/** A logout ends its own session and no other of the same user (CONTRACT.md, logout). */
export function otherSessionsSurviveLogout(options: StageOption = {}): Check {
  return {
    name: 'other-sessions-survive-logout',
    claim: "A logout leaves the user's other sessions alone, of the same client type too.",
    judge: (history) => judge(readLedger(history, options)),
  };
}

/** A call with a token of a session that another session's logout had spared. */
interface Bystander {
  readonly what: 'access' | 'refresh';
  readonly mint: Mint;
  readonly logout: AcknowledgedLogout;
  readonly index: number;
  readonly replica: string | null;
  readonly isRefused: boolean;
}

function judge(ledger: Ledger): Judgement {
  const all = bystanders(ledger);
  const findings = all
    .filter(({ isRefused }) => isRefused)
    .map((one) => ({
      ...one,
      group: '',
      culprits: culprit(one.replica),
      operations: [one.mint.index, one.logout.op.index, one.index],
      weight: 0,
    }));
  const violations = foldFindings(findings, ({ what, mint, replica }, dead) => ({
    anomaly: 'logout-wrong-scope',
    message: `${replica ?? 'an unnamed replica'} refused the ${what} token of a session of ${mint.user} (${mint.clientType}) after another session had logged out (${dead.length} of ${counted(all.length, 'call')})`,
    cause: "the logout also ends the user's other sessions",
  }));
  return conclude({
    violations,
    gaps: gapsOf(ledger, all),
    examined: all.length,
    summary:
      violations[0]?.message ?? `${counted(all.length, 'call')} of other sessions after a logout, all alive`,
  });
}

function bystanders(ledger: Ledger): Bystander[] {
  const lives = readLives(ledger);
  const logouts = acknowledgedLogouts(ledger);
  const sparing = (mint: Mint, invokedNs: number): AcknowledgedLogout | undefined =>
    logouts.find(
      ({ op, mint: ended }) =>
        ended.realm === mint.realm &&
        ended.session !== mint.session &&
        mint.completedNs < op.invokedNs &&
        op.completedNs < invokedNs,
    );
  const calls = [
    ...ledger.probes.map((probe) => ({
      ...probe,
      what: 'access' as const,
      isOver: lives.mayTokenBeDead(probe.mint, probe.completedNs),
    })),
    ...refreshUses(ledger).map((use) => ({
      ...use,
      what: 'refresh' as const,
      mint: use.source,
      isOver: lives.mayRefreshBeDead(use.source, use.completedNs, use.index),
    })),
  ];
  return calls.flatMap(({ what, mint, index, replica, answer, isOver, invokedNs }) => {
    const logout = sparing(mint, invokedNs);
    const isRefused = answer === 'refused';
    if (!logout || answer === 'other' || (isRefused && isOver)) return [];
    return [{ what, mint, logout, index, replica, isRefused }];
  });
}

function gapsOf(ledger: Ledger, all: readonly Bystander[]): string[] {
  if (all.length === 0) return ['no token of another session was used after a logout'];
  const stages = [...new Set(all.map(({ mint }) => mint.stage))];
  return stages.flatMap((stage) => {
    const here = all.filter(({ mint }) => mint.stage === stage);
    const asked = here.filter(({ what }) => what === 'access').map(({ replica }) => replica);
    const missing = ledger.replicas(stage).filter((name) => !asked.includes(name));
    return [
      ...(missing.length === 0
        ? []
        : [`no access token of another session was checked by ${named(missing)}`]),
      ...(here.some(({ what }) => what === 'refresh')
        ? []
        : ['no other session was refreshed after a logout']),
    ];
  });
}
