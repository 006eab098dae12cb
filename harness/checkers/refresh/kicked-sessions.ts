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

/** What lets a session outlive its kick, from the tokens that did. */
export interface Survivor {
  readonly login: Mint;
  readonly kick: AcknowledgedKick;
  /** The token that was accepted, or the one that was used for a refresh that was. */
  readonly mint: Mint;
}

/**
 * Says why sessions outlive kicks, of all that did in one stage. A refresh in flight is to blame only where nothing from
 * before the kick works after it: neither an access token, nor a refresh token at rest.
 */
export function survivalCause(ledger: Ledger, survivors: readonly Survivor[]): string {
  const { enderOf, rootOf } = kickedSessions(ledger);
  const stage = survivors[0]?.kick.stage;
  const isStale = ledger.probes.some(
    ({ mint, answer, invokedNs }) =>
      mint.stage === stage && answer === 'accepted' && enderOf(mint, invokedNs) !== undefined,
  );
  if (isStale) return 'the kick is not in effect when it returns, or not everywhere';
  const roots = survivors.map((survivor) => ({ ...survivor, root: rootOf(survivor.mint, survivor.kick) }));
  if (roots.some(({ root, kick }) => !isMintedDuring(root, kick)))
    return 'the kick leaves the refresh tokens alive';
  const isNewer = ({ root, login }: { root: Mint; login: Mint }): boolean =>
    root.version !== null && login.version !== null && root.version > login.version;
  return roots.some(isNewer)
    ? 'a refresh in flight during the kick reads the new token version, so that its token outlives the kick'
    : 'a refresh in flight during the kick outlives it: it writes the session back after the kick removed it';
}
