import { isAccepted } from '../../history/operation.ts';
import { answeredBy, keyOf } from '../auth/ledger.ts';
import type { Kick, Ledger, Mint } from '../auth/ledger.ts';
import { refreshUses } from '../auth/refresh-uses.ts';
import type { RefreshUse } from '../auth/refresh-uses.ts';
import type { FamilyCall, FamilyHistory, Revocation } from './family-history.ts';
import { decideRefreshFamily } from './refresh-family.ts';
import { TokenNames } from './token-names.ts';

/** The refresh tokens of every session, as the decider wants them: one family each, unless a session has several logins. */
export function sessionFamilies(ledger: Ledger): FamilyHistory[] {
  const mints = new Map(ledger.mints.map((mint) => [mint.index, mint]));
  const uses = Map.groupBy(refreshUses(ledger), ({ source }) => source.session);
  const kicks = Map.groupBy(ledger.kicks, ({ realm }) => realm);
  const logouts = logoutsOf(ledger);
  return [...Map.groupBy(ledger.mints, ({ session }) => session)].map(([session, ofSession]) => {
    const tokens = new TokenNames();
    const logins = ofSession.filter(({ usedRefreshToken }) => usedRefreshToken === null);
    const calls: FamilyCall[] = logins.map(({ index, refreshToken, invokedNs, completedNs, replica }) => {
      const token = tokens.idOf(refreshToken);
      return { index, f: 'login', token, invokedNs, completedNs, replica };
    });
    for (const use of uses.get(session) ?? [])
      if (!isMoot(use)) calls.push(callOf(use, mints.get(use.index), tokens));
    const ofRealm = ofSession.slice(0, 1).flatMap((mint) => kicksOf(kicks.get(mint.realm) ?? [], mint));
    return { tokens: tokens.names, calls: [...calls, ...ofRealm, ...(logouts.get(session) ?? [])] };
  });
}

/** The refusals of refresh tokens that nothing explains (docs/algorithms.md 5), by operation. */
export function unexplainedRefusals(ledger: Ledger): Set<number> {
  const policy = { familyRevocationOnReuse: true, rotates: false };
  const clashes = sessionFamilies(ledger).flatMap((family) => [...decideRefreshFamily(family, policy)]);
  return new Set(clashes.filter(({ anomaly }) => anomaly === 'lost-token').map(({ wrong }) => wrong.index));
}

/** Without effect, or refused when the window of the token may have been over. */
const isMoot = ({ answer, hadNoEffect, source, completedNs }: RefreshUse): boolean =>
  answer === 'refused' ? completedNs >= source.refreshableUntilNs : hadNoEffect;

function callOf(use: RefreshUse, mint: Mint | undefined, tokens: TokenNames): FamilyCall {
  const { index, source, answer, invokedNs, replica } = use;
  const token = tokens.idOf(source.refreshToken);
  const child = mint ? tokens.idOf(mint.refreshToken) : answer === 'refused' ? null : undefined;
  const completedNs = child === undefined ? Infinity : use.completedNs;
  return { index, f: 'use', token, child, invokedNs, completedNs, replica };
}

/** Kicks may end a family at any later time here: whether they do at once is the question of another check. */
const kicksOf = (kicks: readonly Kick[], first: Mint): Revocation[] =>
  kicks
    .filter((kick) => (kick.completedNs ?? Infinity) >= first.invokedNs)
    .map(({ index, invokedNs, replica }) => ({
      index,
      f: 'revoke',
      token: null,
      invokedNs,
      completedNs: Infinity,
      replica,
    }));

/** By session. */
function logoutsOf({ logouts, mints }: Ledger): Map<string, Revocation[]> {
  const sessions = new Map(mints.map((mint) => [keyOf(mint.stage, mint.token), mint.session]));
  const known = logouts.flatMap((op) => {
    const session = sessions.get(keyOf(op.stage, op.input.token));
    if (session === undefined || op.outcome === 'fail') return [];
    const { index, invokedNs } = op;
    const completedNs = isAccepted(op) ? op.completedNs : Infinity;
    const call: Revocation = {
      index,
      f: 'revoke',
      token: null,
      invokedNs,
      completedNs,
      replica: answeredBy(op),
    };
    return [{ session, call }];
  });
  return new Map(
    [...Map.groupBy(known, ({ session }) => session)].map(([session, all]) => [
      session,
      all.map(({ call }) => call),
    ]),
  );
}
