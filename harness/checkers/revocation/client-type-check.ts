import type { Check } from '../check.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { atOdds } from '../at-odds.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { answeredBy, isAcknowledged, keyOf, readLedger } from '../auth/ledger.ts';
import type { AcknowledgedKick, Ledger, Mint, StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import type { Lives } from '../auth/lives.ts';
import { counted } from '../phrases.ts';
import { refreshUses } from '../auth/refresh-uses.ts';

/** A kick ends what it names and nothing else, and nothing that comes after it (CONTRACT.md, kick). */
export function otherClientTypeLives(options: StageOption = {}): Check {
  return {
    name: 'other-client-type-lives',
    claim: "A kick leaves the user's other client types alone, and a login after it works at once.",
    judge: (history) => judge(readLedger(history, options)),
  };
}

interface Bystander extends Finding {
  readonly what: string;
  readonly kick: AcknowledgedKick;
  /** Who made what was asked about, and who was asked. */
  readonly maker: string | null;
  readonly asked: string | null;
  readonly isDead: boolean;
}

function judge(ledger: Ledger): Judgement {
  const lives = readLives(ledger);
  const kicks = Map.groupBy(ledger.kicks.filter(isAcknowledged), ({ stage, user }) => keyOf(stage, user));
  const kicksOf = (stage: string, user: string): readonly AcknowledgedKick[] =>
    kicks.get(keyOf(stage, user)) ?? [];
  const others = otherTypes(ledger, lives, kicksOf);
  const fresh = [...deadLogins(ledger, kicksOf), ...freshTokens(ledger, lives, kicksOf)];
  const violations = [
    ...tell(others, 'kick-wrong-scope', 'the kick also ends client types it was not meant for'),
    ...tell(fresh, 'new-login-dead', 'the kick also ends what comes after it'),
  ];
  const seen = `${counted(others.length, 'check')} of other client types and ${counted(fresh.length, 'check')} of new logins after a kick`;
  const gaps = others.length === 0 ? ['no token of another client type was checked after a kick'] : [];
  const examined = others.length + fresh.length;
  return conclude({ violations, gaps, examined, summary: violations[0]?.message ?? `${seen}, all alive` });
}

type KicksOf = (stage: string, user: string) => readonly AcknowledgedKick[];

function otherTypes(ledger: Ledger, lives: Lives, kicksOf: KicksOf): Bystander[] {
  const sparing = (mint: Mint, invokedNs: number): AcknowledgedKick | undefined =>
    kicksOf(mint.stage, mint.user).find(
      (kick) =>
        !kick.targets.includes(mint.clientType) &&
        mint.completedNs < kick.invokedNs &&
        kick.completedNs < invokedNs,
    );
  const checks = ledger.probes.map((probe) => ({ ...probe, what: 'a token', source: probe.mint }));
  const uses = refreshUses(ledger).map((use) => ({ ...use, what: 'a refresh token' }));
  return [...checks, ...uses].flatMap((one) => {
    const { source, what, completedNs, index } = one;
    const kick = sparing(source, one.invokedNs);
    const isOver =
      'login' in one
        ? lives.mayRefreshBeDead(source, completedNs, index)
        : lives.mayTokenBeDead(source, completedNs);
    const isExamined = one.answer === 'accepted' || (one.answer === 'refused' && !isOver);
    if (kick === undefined || !isExamined) return [];
    const whose = `${what} of ${source.user} (${source.clientType}), which the kick of ${kick.targets.join(', ')} had spared`;
    const operations = [source.index, kick.index, index];
    return [
      { ...bystander(kick, whose, operations, one.replica, one.answer === 'refused'), maker: source.replica },
    ];
  });
}

function freshTokens(ledger: Ledger, lives: Lives, kicksOf: KicksOf): Bystander[] {
  return ledger.probes.flatMap((probe) => {
    const { mint, answer, completedNs } = probe;
    const kick = kicksOf(mint.stage, mint.user).findLast(
      (one) => one.realm === mint.realm && one.completedNs < mint.invokedNs,
    );
    if (kick === undefined || mint.usedRefreshToken !== null || answer === 'other') return [];
    if (answer === 'refused' && lives.mayTokenBeDead(mint, completedNs)) return [];
    const whose = `a token of ${mint.user} (${mint.clientType}) from a login after the kick`;
    return [
      bystander(kick, whose, [kick.index, mint.index, probe.index], probe.replica, answer === 'refused'),
    ];
  });
}

/** Logins after a kick that were refused; a lockout (429) has its own reasons. */
function deadLogins(ledger: Ledger, kicksOf: KicksOf): Bystander[] {
  return ledger.logins.flatMap((op) => {
    const { user, clientType } = op.input;
    const kick = kicksOf(op.stage, user).findLast(
      (one) => one.targets.includes(clientType) && one.completedNs < op.invokedNs,
    );
    const isDenied =
      op.outcome === 'ok' && op.status !== null && op.status >= 400 && op.status < 500 && op.status !== 429;
    if (kick === undefined || !isDenied) return [];
    const whose = `a login of ${user} (${clientType}) after the kick`;
    return [bystander(kick, whose, [kick.index, op.index], answeredBy(op), true)];
  });
}

function bystander(
  kick: AcknowledgedKick,
  what: string,
  operations: readonly number[],
  replica: string | null,
  isDead: boolean,
): Bystander {
  const who = { maker: null, asked: replica, culprits: culprit(replica) };
  return { kick, what, operations, ...who, isDead, group: '', weight: 0 };
}

function tell(all: readonly Bystander[], anomaly: string, cause: string): Violation[] {
  const dead = all.filter(({ isDead }) => isDead);
  return foldFindings(dead, (first) => ({
    anomaly,
    culprits: atOdds(
      all.map(({ maker, asked, isDead }) => ({ first: maker, second: asked, agreed: !isDead })),
    ),
    message: `${first.culprits[0] ?? 'an unnamed replica'} refused ${first.what} (${dead.length} of ${counted(all.length, 'check')})`,
    cause,
  }));
}
