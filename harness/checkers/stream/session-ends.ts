import { isAccepted, operationsNamed, type Operation } from '../../history/operation.ts';
import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import type { Connection } from './connection.ts';

/** The session operations of one stage, for asking what ends its streams. */
export interface SessionOperations {
  readonly kicks: readonly Operation<'kick'>[];
  readonly logouts: readonly Operation<'logout'>[];
  readonly logins: readonly Operation<'login'>[];
  readonly refreshes: readonly Operation<'refresh'>[];
}

/** What was done to the sessions of a stage; calls that surely failed are left out. */
export function sessionOperationsOf({ operations }: History, stage: string): SessionOperations {
  const possible = operations.filter((op) => op.stage === stage && op.outcome !== 'fail');
  return {
    kicks: operationsNamed(possible, 'kick'),
    logouts: operationsNamed(possible, 'logout'),
    logins: operationsNamed(possible, 'login'),
    refreshes: operationsNamed(possible, 'refresh'),
  };
}

/** Whether a kick names this connection's user and client type. */
export const isKickOf = ({ input }: Operation<'kick'>, { user, clientType }: Connection): boolean =>
  input.user === user && clientType !== null && input.targets.includes(clientType);

/** Whether an operation of a session is of this connection's user and client type. */
export const isSessionOf = (
  { input }: Operation<'login'> | Operation<'refresh'> | Operation<'logout'>,
  { user, clientType }: Connection,
): boolean => input.user === user && input.clientType === clientType;

/** Whether anything can have ended the connection's session by then: a kick, a logout, a reused token, its expiry. */
export function mayHaveEndedSession(
  { kicks, logouts, logins, refreshes }: SessionOperations,
  connection: Connection,
  endNs: RunNs,
): boolean {
  const startNs = connection.opening?.invokedNs ?? -Infinity;
  const overlaps = (op: Operation): boolean =>
    op.invokedNs <= endNs && (op.outcome === 'info' || op.completedNs >= startNs);
  const reuses = refreshes.filter((op) => isSessionOf(op, connection) && !isAccepted(op));
  const expiriesNs = [...logins, ...refreshes]
    .filter((op) => isSessionOf(op, connection))
    .flatMap((op) => (op.output?.lifetimeS ? [op.invokedNs + (op.output.lifetimeS - 1) * NS_PER_S] : []));
  return (
    connection.clientType === null ||
    kicks.some((op) => isKickOf(op, connection) && overlaps(op)) ||
    logouts.some((op) => isSessionOf(op, connection) && overlaps(op)) ||
    reuses.some(overlaps) ||
    expiriesNs.some((expiryNs) => expiryNs >= startNs && expiryNs <= endNs)
  );
}

/** The span in which the connection's token expires, whichever of the known tokens it is; null when that is not known. */
export function expiryOf(
  { logins, refreshes }: SessionOperations,
  connection: Connection,
): { readonly earliestNs: RunNs; readonly latestNs: RunNs } | null {
  const opening = connection.opening;
  const sources = [...logins, ...refreshes].filter(
    (op) => isSessionOf(op, connection) && opening !== null && op.invokedNs <= opening.completedNs,
  );
  const grants = sources.filter((op) => isAccepted(op) || op.outcome === 'info');
  const spans = grants.flatMap((op) => {
    const lifetimeS = op.outcome === 'ok' ? op.output?.lifetimeS : null;
    if (!lifetimeS) return [];
    // `exp` is a whole second: it may lie up to one before or after the lifetime's end.
    return [
      { from: op.invokedNs + (lifetimeS - 1) * NS_PER_S, to: op.completedNs + (lifetimeS + 1) * NS_PER_S },
    ];
  });
  if (spans.length === 0 || spans.length < grants.length) return null;
  const earliestNs = spans.reduce((least, { from }) => Math.min(least, from), Infinity);
  return { earliestNs, latestNs: spans.reduce((most, { to }) => Math.max(most, to), -Infinity) };
}
