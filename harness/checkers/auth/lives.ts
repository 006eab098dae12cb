import type { RunNs } from '../../time/clock.ts';
import { isAccepted } from '../../history/operation.ts';
import type { Operation } from '../../history/operation.ts';
import { countUpTo } from '../columns/sorted.ts';
import { keyOf, realmOf } from './ledger.ts';
import type { Kick, Ledger, Mint } from './ledger.ts';

/** What may have ended a token or its session by some moment; each errs on the side of "may have". */
export interface Lives {
  /** A kick of its realm that may have taken effect between the mint and then. */
  readonly mayBeKicked: (mint: Mint, byNs: RunNs) => boolean;
  readonly mayBeLoggedOut: (mint: Mint, byNs: RunNs) => boolean;
  /** A logout, the reuse of a refresh token, or that Redis forgot it: each ends the whole session. */
  readonly maySessionBeOver: (mint: Mint, byNs: RunNs) => boolean;
  /** Any of them, or the access token's expiry. */
  readonly mayTokenBeDead: (mint: Mint, byNs: RunNs) => boolean;
  /** Any of them, or the refresh token's expiry or an earlier use of it by another operation. */
  readonly mayRefreshBeDead: (mint: Mint, byNs: RunNs, operation: number) => boolean;
}

/** Collects once what ends tokens, so that each question costs the kicks of one realm. */
export function readLives(ledger: Ledger): Lives {
  const kicks = new Map(
    [...Map.groupBy(ledger.kicks, (kick) => kick.realm)].map(([realm, own]) => [realm, latestEnd(own)]),
  );
  const echoed = echoedTokens(ledger);
  const logoutNs = earliest(logoutsOf(ledger));
  const reuseNs = earliest(reusesOf(ledger, echoed));
  const uses = Map.groupBy(
    ledger.refreshes.filter((op) => op.outcome !== 'fail' && !echoed.has(refreshKey(op))),
    refreshKey,
  );

  const mayBeKicked = (mint: Mint, byNs: RunNs): boolean =>
    (kicks.get(mint.realm)?.(byNs) ?? -Infinity) >= mint.invokedNs;
  const mayBeLoggedOut = (mint: Mint, byNs: RunNs): boolean =>
    (logoutNs.get(mint.session) ?? Infinity) <= byNs;
  const mayBeForgotten = (mint: Mint, byNs: RunNs): boolean =>
    ledger.losses.some(
      ({ stage, commandedNs, healedNs }) =>
        stage === mint.stage && mint.invokedNs <= healedNs && commandedNs <= byNs,
    );
  const maySessionBeOver = (mint: Mint, byNs: RunNs): boolean =>
    mayBeLoggedOut(mint, byNs) ||
    (reuseNs.get(mint.session) ?? Infinity) <= byNs ||
    mayBeForgotten(mint, byNs);
  const isEnded = (mint: Mint, byNs: RunNs): boolean =>
    mayBeKicked(mint, byNs) || maySessionBeOver(mint, byNs);
  const isUsed = (mint: Mint, byNs: RunNs, operation: number): boolean =>
    (uses.get(keyOf(mint.stage, mint.refreshToken)) ?? []).some(
      (op) => op.index !== operation && op.invokedNs <= byNs,
    );
  return {
    mayBeKicked,
    mayBeLoggedOut,
    maySessionBeOver,
    mayTokenBeDead: (mint, byNs) => byNs >= mint.liveUntilNs || isEnded(mint, byNs),
    mayRefreshBeDead: (mint, byNs, operation) =>
      byNs >= mint.refreshableUntilNs || isEnded(mint, byNs) || isUsed(mint, byNs, operation),
  };
}

/** The latest end of the kicks that had begun by a moment, by search: a realm may have thousands. */
function latestEnd(kicks: readonly Kick[]): (byNs: RunNs) => RunNs | undefined {
  const inOrder = kicks.toSorted((a, b) => a.invokedNs - b.invokedNs);
  const begunNs = inOrder.map(({ invokedNs }) => invokedNs);
  let latestNs = -Infinity;
  const latest = inOrder.map(({ completedNs }) => (latestNs = Math.max(latestNs, completedNs ?? Infinity)));
  return (byNs) => latest[countUpTo(begunNs, byNs) - 1];
}

type SessionEnd = readonly [session: string, atNs: RunNs];

function logoutsOf({ logouts, mints }: Ledger): SessionEnd[] {
  const sessions = new Map(mints.map((mint) => [keyOf(mint.stage, mint.token), mint.session]));
  return logouts.flatMap((op): SessionEnd[] => {
    const session = sessions.get(keyOf(op.stage, op.input.token));
    return session === undefined || op.outcome === 'fail' ? [] : [[session, op.invokedNs]];
  });
}

const refreshKey = (op: Operation<'refresh'>): string => keyOf(op.stage, op.input.refreshToken);

/** Refresh tokens that the target gives back instead of rotating them: using one twice is no reuse. */
function echoedTokens({ refreshes }: Ledger): Set<string> {
  const echoes = refreshes.filter(
    (op) => isAccepted(op) && op.output?.refreshToken === op.input.refreshToken,
  );
  return new Set(echoes.map(refreshKey));
}

/** The second use of a refresh token ends its session. */
function reusesOf({ refreshes }: Ledger, echoed: ReadonlySet<string>): SessionEnd[] {
  const used = new Set<string>();
  return refreshes.flatMap((op): SessionEnd[] => {
    const key = refreshKey(op);
    if (op.outcome === 'fail' || echoed.has(key)) return [];
    const isReuse = used.has(key);
    used.add(key);
    const { user, clientType, sessionKey } = op.input;
    return isReuse ? [[keyOf(realmOf(op.stage, user, clientType), sessionKey), op.invokedNs]] : [];
  });
}

function earliest(ends: readonly SessionEnd[]): Map<string, RunNs> {
  const first = new Map<string, RunNs>();
  for (const [session, atNs] of ends) first.set(session, Math.min(atNs, first.get(session) ?? Infinity));
  return first;
}
