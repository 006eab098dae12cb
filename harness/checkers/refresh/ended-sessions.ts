import type { RunNs } from '../../time/clock.ts';
import { keyOf } from '../auth/ledger.ts';
import type { Ledger, Mint, Probe } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import type { Lives } from '../auth/lives.ts';
import { refreshUses } from '../auth/refresh-uses.ts';
import type { RefreshUse } from '../auth/refresh-uses.ts';
import { revocations } from '../revocation/revocation.ts';
import type { Revocation } from '../revocation/revocation.ts';

/** How one replica learned that a session had ended. */
export type SessionRevocation = Revocation<RefreshUse>;

/** A refresh of a session after the reuse that ended it, with a token that nobody else had used. */
export interface LateUse {
  readonly use: RefreshUse;
  readonly isAccepted: boolean;
}

/** A session of which a used refresh token was refused, and what its tokens were good for since. */
export interface EndedSession {
  readonly stage: string;
  /** The first refusal of a used token that returned. */
  readonly reuse: RefreshUse;
  /** Some access token of it was accepted before. */
  readonly wasAlive: boolean;
  readonly revocations: readonly SessionRevocation[];
  readonly uses: readonly LateUse[];
}

/** Every session that the reuse of a refresh token must have ended. O(n log n). */
export function endedSessions(ledger: Ledger): EndedSession[] {
  const lives = readLives(ledger);
  const probes = Map.groupBy(ledger.probes, ({ mint }) => mint.session);
  return [...Map.groupBy(refreshUses(ledger), ({ source }) => source.session)].flatMap(([session, uses]) => {
    // What forked has two lines of tokens, of which a reuse may end one.
    if (isForked(uses)) return [];
    const isSpent = spentBy(uses);
    const reuses = uses.filter((use) => use.answer === 'refused' && isSpent(use));
    const [reuse] = reuses.sort((a, b) => a.completedNs - b.completedNs);
    if (reuse === undefined) return [];
    const own = probes.get(session) ?? [];
    const late = uses.filter((use) => use.invokedNs > reuse.completedNs && use.answer !== 'other');
    return [
      {
        stage: reuse.source.stage,
        reuse,
        wasAlive: own.some((one) => one.answer === 'accepted' && one.completedNs < reuse.invokedNs),
        revocations: revocations(
          reuse,
          own.flatMap((probe) => tellingProbe(probe, lives)),
        ),
        uses: late
          .map((use) => ({ use, isAccepted: use.answer === 'accepted' }))
          .filter(({ use, isAccepted }) => isAccepted || !(isSpent(use) || mayBeOver(use, lives))),
      },
    ];
  });
}

function isForked(uses: readonly RefreshUse[]): boolean {
  const winners = uses.filter(({ answer, isEchoed }) => answer === 'accepted' && !isEchoed);
  return new Set(winners.map(({ source }) => source.refreshToken)).size < winners.length;
}

/** Whether another use of the same token, of a session's uses, may have gone before. */
function spentBy(uses: readonly RefreshUse[]): (use: RefreshUse) => boolean {
  const effective = Map.groupBy(
    uses.filter((use) => !use.hadNoEffect && !use.isEchoed),
    ({ source }) => keyOf(source.stage, source.refreshToken),
  );
  return ({ source, index, completedNs }) =>
    (effective.get(keyOf(source.stage, source.refreshToken)) ?? []).some(
      (other) => other.index !== index && other.invokedNs <= completedNs,
    );
}

/** A refusal that a kick, a logout or expiry may be behind says nothing of the reuse. */
function tellingProbe({ mint, answer, ...probe }: Probe, lives: Lives) {
  const { index, replica, invokedNs, completedNs } = probe;
  if (answer === 'other') return [];
  if (answer === 'refused' && mayHaveEnded(mint, completedNs, mint.liveUntilNs, lives)) return [];
  const accepted = answer === 'accepted';
  return [{ index, token: mint.token, replica, accepted, invokedNs, completedNs }];
}

const mayBeOver = ({ source, completedNs }: RefreshUse, lives: Lives): boolean =>
  mayHaveEnded(source, completedNs, source.refreshableUntilNs, lives);

const mayHaveEnded = (mint: Mint, byNs: RunNs, untilNs: RunNs, lives: Lives): boolean =>
  byNs >= untilNs || lives.mayBeKicked(mint, byNs) || lives.mayBeLoggedOut(mint, byNs);
