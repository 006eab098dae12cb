import type { Check } from '../check.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { culprit, foldFindings } from '../findings.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Ledger, StageOption } from '../auth/ledger.ts';
import { counted, named, roundSpan, span } from '../phrases.ts';
import { revocationInterval, revocationTable } from '../revocation/revocation-evidence.ts';
import { endedSessions } from './ended-sessions.ts';
import type { EndedSession, LateUse, SessionRevocation } from './ended-sessions.ts';

/** How often each replica must have been asked about the access tokens of sessions that a reuse ended. */
export interface ReuseOptions extends StageOption {
  readonly minimumProbes?: number;
}

/** The reuse of a refresh token ends its session: every token of it, on every replica (CONTRACT.md, refresh; RFC 9700 §4.14.2). */
export function reuseEndsTheSession(options: ReuseOptions = {}): Check {
  const { minimumProbes = 3, ...stage } = options;
  return {
    name: 'reuse-ends-the-session',
    claim: 'Once a used refresh token was refused, no token of its session works on any replica.',
    judge: (history) => judge(readLedger(history, stage), minimumProbes),
  };
}

function judge(ledger: Ledger, minimum: number): Judgement {
  const ended = endedSessions(ledger);
  const all = ended.flatMap(({ revocations }) => revocations);
  const violations = [...liveAccess(ended, ledger), ...liveRefresh(ended)];
  const asked = all.reduce((sum, { probesAfter }) => sum + probesAfter.length, 0);
  const refused = ended.flatMap(({ uses }) => uses).filter(({ isAccepted }) => !isAccepted).length;
  const [low, high] = revocationInterval(
    all.filter(({ probesAfter }) => probesAfter.length > 0),
    1,
  );
  const seen = `${counted(ended.length, 'session')} ended by a reuse within ${low}–${high} ms, ${counted(asked, 'check')} and ${counted(refused, 'refresh', 'refreshes')} after it refused`;
  return conclude({
    violations,
    gaps: gapsOf(ledger, ended, { minimum, refused }),
    examined: asked + refused,
    summary: violations[0]?.message ?? seen,
    evidence: [revocationTable(all, 'reuse')],
  });
}

/** Access tokens that outlive the reuse: for good, or for a while. */
function liveAccess(ended: readonly EndedSession[], ledger: Ledger): Violation[] {
  const stale = ended.flatMap((session) =>
    session.revocations.filter((one) => one.stale.length > 0).map((one) => ({ session, one })),
  );
  const findings = stale.flatMap(({ session, one }) => {
    const probe = one.stale.at(-1);
    if (probe === undefined) return [];
    const { reuse, stage } = session;
    return {
      session,
      one,
      probe,
      group: `${stage}\n${one.upperNs === null ? 'kept' : 'late'}`,
      culprits: culprit(one.replica),
      operations: [reuse.source.index, reuse.index, probe.index],
      weight: one.lowerNs,
    };
  });
  return foldFindings(findings, ({ session, one }, same) => {
    const sessions = new Set(same.map((finding) => finding.session)).size;
    const after = `${span(one.lowerNs)} after a used refresh token of its session was refused`;
    return {
      anomaly: 'session-survives-reuse',
      message: `${one.replica ?? 'an unnamed replica'} accepted an access token of ${session.reuse.source.user} ${after} (${sessions} of ${counted(ended.length, 'session')})`,
      cause: accessCause(
        ended.filter(({ stage }) => stage === session.stage),
        one,
        ledger.replicas(session.stage),
      ),
    };
  });
}

function accessCause(
  inStage: readonly EndedSession[],
  { upperNs, lowerNs }: SessionRevocation,
  replicas: readonly string[],
): string {
  if (upperNs !== null)
    return `the reuse is answered before the session is revoked, or its end is seen only after about ${roundSpan(lowerNs)}`;
  const deaf = replicas.filter((name) =>
    inStage.some(({ revocations }) =>
      revocations.some(({ replica, stale }) => replica === name && stale.length > 0),
    ),
  );
  if (deaf.length < replicas.length) return `${named(deaf)} cannot see that the session was revoked`;
  const isRefreshed = inStage.some(({ uses }) => uses.some(({ isAccepted }) => isAccepted));
  return isRefreshed
    ? REVOKES_NOTHING
    : 'the reuse revokes the refresh tokens of the session and leaves its access tokens alive';
}

const REVOKES_NOTHING = 'the reuse of a refresh token is refused, but does not revoke the session';

function liveRefresh(ended: readonly EndedSession[]): Violation[] {
  const uses = ended.flatMap((session) => session.uses.map((use) => ({ ...use, session })));
  const findings = uses.filter(({ isAccepted }) => isAccepted).map(findingOf);
  return foldFindings(findings, ({ use, session }, same) => ({
    anomaly: 'session-survives-reuse',
    message: `${use.replica ?? 'an unnamed replica'} refreshed a session of ${use.source.user}, ${span(use.invokedNs - session.reuse.completedNs)} after a used refresh token of it was refused (${same.length} of ${counted(uses.length, 'such refresh', 'such refreshes')})`,
    cause: same.some((one) => one.session.revocations.some(({ stale }) => stale.length > 0))
      ? REVOKES_NOTHING
      : 'the reuse leaves the newest refresh token of the session alive',
  }));
}

function findingOf({ use, session }: LateUse & { readonly session: EndedSession }) {
  const operations = [session.reuse.index, use.source.index, use.index].sort((a, b) => a - b);
  return { use, session, group: session.stage, culprits: culprit(use.replica), operations, weight: 0 };
}

function gapsOf(
  ledger: Ledger,
  ended: readonly EndedSession[],
  { minimum, refused }: { readonly minimum: number; readonly refused: number },
): string[] {
  if (ended.length === 0) return ['no refresh token was used again'];
  if (refused === 0) return ['no unused refresh token was tried after a reuse had ended its session'];
  return [...Map.groupBy(ended, ({ stage }) => stage)].flatMap(([stage, inStage]) => {
    // A token that was dead before tells nothing of the reuse.
    const witnessed = inStage.filter(({ wasAlive }) => wasAlive).flatMap(({ revocations }) => revocations);
    const asked = (name: string): number =>
      witnessed.reduce((sum, one) => sum + (one.replica === name ? one.probesAfter.length : 0), 0);
    const thin = ledger.replicas(stage).filter((name) => asked(name) < minimum);
    return thin.length === 0
      ? []
      : [`under ${minimum} checks on ${named(thin)} of access tokens that had worked before the reuse`];
  });
}
