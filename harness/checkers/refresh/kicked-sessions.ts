import type { RunNs } from '../../time/clock.ts';
import { isAcknowledged, keyOf } from '../auth/ledger.ts';
import type { AcknowledgedKick, Ledger, Mint } from '../auth/ledger.ts';

/** What a kick that returned has to do with the sessions and the tokens of its realm. */
export interface KickedSessions {
  /** The first kick that began after the session's login had returned, and returned before then. */
  readonly enderOf: (login: Mint, beforeNs: RunNs) => AcknowledgedKick | undefined;
  /** Follows the refreshes back to the mint that outlived the kick: the first that did not begin after it. */
  readonly rootOf: (mint: Mint, kick: AcknowledgedKick) => Mint;
}

/** Reads who was kicked out of a ledger. */
export function kickedSessions(ledger: Ledger): KickedSessions {
  const kicks = Map.groupBy(
    ledger.kicks.filter(isAcknowledged).sort((a, b) => a.invokedNs - b.invokedNs),
    ({ realm }) => realm,
  );
  const bySource = new Map(ledger.mints.map((mint) => [keyOf(mint.stage, mint.refreshToken), mint]));
  return {
    enderOf: ({ realm, completedNs }, beforeNs) =>
      kicks.get(realm)?.find((kick) => completedNs < kick.invokedNs && kick.completedNs < beforeNs),
    rootOf: (mint, kick) => {
      const visited = new Set<Mint>();
      let root = mint;
      while (root.invokedNs > kick.completedNs && root.usedRefreshToken !== null && !visited.has(root)) {
        visited.add(root);
        root = bySource.get(keyOf(root.stage, root.usedRefreshToken)) ?? root;
      }
      return root;
    },
  };
}

/** Whether a token was given while the kick ran. */
export const isMintedDuring = (mint: Mint, kick: AcknowledgedKick): boolean =>
  mint.completedNs >= kick.invokedNs && mint.invokedNs <= kick.completedNs;

/** What outlives a kick: a refresh that ran during it, or the refresh tokens themselves. */
export function survivalCause(root: Mint, login: Mint, kick: AcknowledgedKick): string {
  if (!isMintedDuring(root, kick)) return 'the kick leaves the refresh tokens alive';
  const isNewer = root.version !== null && login.version !== null && root.version > login.version;
  return isNewer
    ? 'a refresh in flight during the kick reads the new token version, so that its token outlives the kick'
    : 'a refresh in flight during the kick outlives it: it writes the session back after the kick removed it';
}
