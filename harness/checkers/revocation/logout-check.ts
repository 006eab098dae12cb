import { msToNs } from '../../time/clock.ts';
import type { Check } from '../check.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, type Finding, foldFindings } from '../findings.ts';
import { keyOf, type Ledger, type Probe, readLedger, type StageOption } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import {
  type AcknowledgedLogout,
  acknowledgedLogouts,
  type LogoutProbe,
  probesOfSession,
} from './logouts.ts';
import { counted, named, roundSpan, span } from '../phrases.ts';
import { type RefreshUse, refreshUses } from '../auth/refresh-uses.ts';
import { type Revocation, revocations, type RevokingKick } from './revocation.ts';
import { revocationTable } from './revocation-evidence.ts';

/** After a logout its session's tokens are dead on every replica (CONTRACT.md, logout). */
export function logoutEndsTheSession(options: StageOption = {}): Check {
  return {
    name: 'logout-ends-the-session',
    claim:
      'Once a logout has returned, every replica refuses the access and the refresh token of its session.',
    judge: (history) => judge(readLedger(history, options)),
  };
}

interface LoggedOut extends Revocation<RevokingKick, LogoutProbe> {
  readonly logout: AcknowledgedLogout;
}

/** A use of a refresh token after its session had logged out. */
interface LateUse {
  readonly use: RefreshUse;
  readonly logout: AcknowledgedLogout;
  readonly code: string | null;
}

function judge(ledger: Ledger): Judgement {
  const lives = readLives(ledger);
  const logouts = acknowledgedLogouts(ledger);
  const revoked = logouts.flatMap((logout) =>
    revocations(logout.op, probesOfSession(logout, ledger, lives)).map((one): LoggedOut => ({
      ...one,
      logout,
    })),
  );
  const uses = logouts.flatMap((logout) => lateUses(logout, ledger));
  const violations = [...staleAccess(ledger, revoked), ...liveRefreshes(uses), ...wrongCodes(uses)];
  const refused = revoked.flatMap((one) => one.probesAfter.filter(({ answer }) => answer === 'refused'));
  return conclude({
    violations,
    gaps: logouts.length === 0 ? ['no logout was acknowledged'] : gapsOf(ledger, refused, uses),
    examined: refused.length + uses.length,
    summary:
      violations[0]?.message ??
      `${counted(logouts.length, 'logout')}: ${counted(refused.length, 'access', 'accesses')} and ${counted(uses.length, 'refresh', 'refreshes')} refused after it`,
    evidence: [{ ...revocationTable(revoked), title: 'Time to revocation, from the logout' }],
  });
}

/** A delay up to this is an answer before the write; a longer one a cache's. */
const SHORT_NS = msToNs(100);

function staleAccess(ledger: Ledger, revoked: readonly LoggedOut[]): Violation[] {
  const stale = revoked.filter((one) => one.stale.length > 0);
  const findings = stale.map((one): Finding & { readonly one: LoggedOut } => ({
    one,
    group: one.logout.op.stage,
    culprits: culprit(one.replica),
    operations: [one.logout.mint.index, one.kick.index, one.stale.at(-1)?.index ?? one.kick.index],
    weight: one.lowerNs,
  }));
  return foldFindings(findings, ({ one, group }, all) => {
    const names = [...new Set(all.flatMap(({ culprits }) => culprits))].sort();
    return {
      anomaly: 'stale-accept',
      message: `${one.replica ?? 'an unnamed replica'} accepted an access token of ${one.logout.mint.user} ${span(one.lowerNs)} after its session had logged out (${counted(all.length, 'time')}, on ${named(names)})`,
      cause: staleCause(
        all.map((finding) => finding.one),
        names,
        ledger.replicas(group),
      ),
    };
  });
}

function staleCause(
  stale: readonly LoggedOut[],
  names: readonly string[],
  replicas: readonly string[],
): string {
  const longestNs = stale.reduce((most, { lowerNs }) => Math.max(most, lowerNs), 0);
  if (stale.some(({ upperNs }) => upperNs === null) && longestNs > SHORT_NS) {
    return names.length < replicas.length
      ? `logouts never reach ${named(names)}`
      : 'the logout leaves the access token alive: whether its session still is, is not checked';
  }
  return longestNs > SHORT_NS
    ? `${named(names)} cached for about ${roundSpan(longestNs)} that the session is alive`
    : 'the logout is answered before it is written';
}

function lateUses(logout: AcknowledgedLogout, ledger: Ledger): LateUse[] {
  const codes = new Map(ledger.refreshes.map((op) => [op.index, op.code]));
  const all = refreshUses(ledger);
  return all
    .filter(
      (use) =>
        use.source.session === logout.mint.session &&
        use.source.completedNs < logout.op.invokedNs &&
        use.invokedNs > logout.op.completedNs &&
        use.answer !== 'other' &&
        (use.answer === 'accepted' || use.completedNs < use.source.refreshableUntilNs) &&
        !all.some((other) => other.index < use.index && !other.hadNoEffect && isSameToken(other, use)),
    )
    .map((use) => ({ use, logout, code: codes.get(use.index) ?? null }));
}

const isSameToken = (a: RefreshUse, b: RefreshUse): boolean =>
  keyOf(a.source.stage, a.source.refreshToken) === keyOf(b.source.stage, b.source.refreshToken);

const lateFinding = ({ use, logout, code }: LateUse) => ({
  use,
  logout,
  code,
  group: '',
  culprits: culprit(use.replica),
  operations: [use.source.index, logout.op.index, use.index],
  weight: 0,
});

const liveRefreshes = (uses: readonly LateUse[]): Violation[] =>
  foldFindings(
    uses.filter(({ use }) => use.answer === 'accepted').map(lateFinding),
    ({ use, logout }, all) => ({
      anomaly: 'refresh-survives-logout',
      message: `${use.replica ?? 'an unnamed replica'} refreshed a session of ${use.source.user} ${span(use.invokedNs - logout.op.completedNs)} after it had logged out (${counted(all.length, 'time')})`,
      cause: 'the logout leaves the refresh token alive',
    }),
  );

const wrongCodes = (uses: readonly LateUse[]): Violation[] =>
  foldFindings(
    uses.filter(({ use, code }) => use.answer === 'refused' && code !== 'UNAUTHORIZED').map(lateFinding),
    ({ use, code }, all) => ({
      anomaly: 'wrong-error-code',
      message: `${use.replica ?? 'an unnamed replica'} refused to refresh a session that had logged out with ${code ?? 'no code'} instead of UNAUTHORIZED (${counted(all.length, 'time')})`,
      cause: null,
    }),
  );

function gapsOf(ledger: Ledger, refused: readonly Probe[], uses: readonly LateUse[]): string[] {
  const stages = [...new Set(ledger.logouts.map(({ stage }) => stage))];
  return stages.flatMap((stage) => {
    const lacking = (replicas: readonly (string | null)[], what: string): string[] => {
      const missing = ledger.replicas(stage).filter((name) => !replicas.includes(name));
      return missing.length === 0
        ? []
        : [`no ${what} of a session that had logged out was judged by ${named(missing)}`];
    };
    return [
      ...lacking(
        refused.filter(({ mint }) => mint.stage === stage).map(({ replica }) => replica),
        'live access token',
      ),
      ...lacking(
        uses.filter(({ use }) => use.source.stage === stage).map(({ use }) => use.replica),
        'refresh token',
      ),
    ];
  });
}
