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
  /** The login or refresh that gave a token; undefined when the history does not know. */
  readonly grantOf: (token: string | undefined) => Grant | undefined;
}

type Grant = Operation<'login'> | Operation<'refresh'>;

/** What was done to the sessions of a stage; calls that surely failed are left out. */
export function sessionOperationsOf({ operations }: History, stage: string): SessionOperations {
  const possible = operations.filter((op) => op.stage === stage && op.outcome !== 'fail');
  const [logins, refreshes] = [operationsNamed(possible, 'login'), operationsNamed(possible, 'refresh')];
  const grants = new Map([...logins, ...refreshes].map((op) => [op.output?.token, op]));
  return {
    kicks: operationsNamed(possible, 'kick'),
    logouts: operationsNamed(possible, 'logout'),
    logins,
    refreshes,
    grantOf: (token) => (token === undefined ? undefined : grants.get(token)),
  };
}

/** The login or refresh whose token opened the stream; undefined when the history does not say. */
const grantOfStream = ({ grantOf }: SessionOperations, { opening }: Connection): Grant | undefined =>
  grantOf(opening?.input.token);

/** The key of the session that an operation ends or may end; null when the history does not say. */
const endedKey = (
  op: Operation<'logout'> | Operation<'refresh'>,
  { grantOf }: SessionOperations,
): string | null =>
  op.f === 'refresh' ? op.input.sessionKey : (grantOf(op.input.token)?.output?.sessionKey ?? null);

/** Whether an operation that ends a session is surely of this stream's; null when the history does not say. */
export function isOfSameSession(
  op: Operation<'logout'> | Operation<'refresh'>,
  connection: Connection,
  sessions: SessionOperations,
): boolean | null {
  const own = grantOfStream(sessions, connection)?.output?.sessionKey ?? null;
  const ended = endedKey(op, sessions);
  return own === null || ended === null ? null : own === ended;
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
  sessions: SessionOperations,
  connection: Connection,
  endNs: RunNs,
): boolean {
  const { kicks, logouts, logins, refreshes } = sessions;
  const startNs = connection.opening?.invokedNs ?? -Infinity;
  const overlaps = (op: Operation): boolean =>
    op.invokedNs <= endNs && (op.outcome === 'info' || op.completedNs >= startNs);
  const mayBeOwn = (op: Operation<'logout'> | Operation<'refresh'>): boolean =>
    isSessionOf(op, connection) && isOfSameSession(op, connection, sessions) !== false;
  const reuses = refreshes.filter((op) => mayBeOwn(op) && !isAccepted(op));
  const grant = grantOfStream(sessions, connection);
  const expiriesNs = (grant ? [grant] : [...logins, ...refreshes])
    .filter((op) => isSessionOf(op, connection))
    .flatMap((op) => (op.output?.lifetimeS ? [op.invokedNs + (op.output.lifetimeS - 1) * NS_PER_S] : []));
  return (
    connection.clientType === null ||
    kicks.some((op) => isKickOf(op, connection) && overlaps(op)) ||
    logouts.some((op) => mayBeOwn(op) && overlaps(op)) ||
    reuses.some(overlaps) ||
    expiriesNs.some((expiryNs) => expiryNs >= startNs && expiryNs <= endNs)
  );
}

/** The span in which the connection's token expires, whichever of the known tokens it is; null when that is not known. */
export function expiryOf(
  sessions: SessionOperations,
  connection: Connection,
): { readonly earliestNs: RunNs; readonly latestNs: RunNs } | null {
  const { logins, refreshes } = sessions;
  const opening = connection.opening;
  const grant = grantOfStream(sessions, connection);
  const sources = (grant ? [grant] : [...logins, ...refreshes]).filter(
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
