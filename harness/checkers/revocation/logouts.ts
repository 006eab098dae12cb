import { isAccepted, type Operation } from '../../history/operation.ts';
import { answeredBy, keyOf, type Ledger, type Mint, type Probe } from '../auth/ledger.ts';
import type { Lives } from '../auth/lives.ts';
import type { RevocationProbe } from './revocation.ts';

/** A logout that returned, and the session that it was to end. */
export interface AcknowledgedLogout {
  readonly op: Operation<'logout'>;
  readonly replica: string | null;
  /** The mint of the token it was called with. */
  readonly mint: Mint;
}

/** The logouts of known tokens that were acknowledged. */
export function acknowledgedLogouts({ logouts, mints }: Ledger): AcknowledgedLogout[] {
  const byToken = new Map(mints.toReversed().map((mint) => [keyOf(mint.stage, mint.token), mint]));
  return logouts.filter(isAccepted).flatMap((op) => {
    const mint = byToken.get(keyOf(op.stage, op.input.token));
    return mint ? [{ op, mint, replica: answeredBy(op) }] : [];
  });
}

/** A check of a token that a logout had to end. */
export type LogoutProbe = Probe & RevocationProbe;

/** Checks of the session's tokens from before the logout; refusals only where nothing but the logout explains them. */
export function probesOfSession(
  { op, mint }: AcknowledgedLogout,
  ledger: Ledger,
  lives: Lives,
): LogoutProbe[] {
  const isTelling = ({ mint: own, answer, completedNs }: Probe): boolean =>
    answer === 'accepted' ||
    (answer === 'refused' && completedNs < own.liveUntilNs && !lives.mayBeKicked(own, completedNs));
  return ledger.probes
    .filter((probe) => probe.mint.session === mint.session && probe.mint.completedNs < op.invokedNs)
    .filter(isTelling)
    .map((probe) => ({ ...probe, token: probe.mint.index, accepted: probe.answer === 'accepted' }));
}
