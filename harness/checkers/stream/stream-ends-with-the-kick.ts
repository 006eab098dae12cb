import { ALLOWED_MS } from '../phrases.ts';
import { isAccepted, type Operation } from '../../history/operation.ts';
import { NS_PER_S, nsToMs, type RunNs } from '../../time/clock.ts';
import type { Check, History } from '../check.ts';
import { type Evidence, type Judgement, verdictOf, type Violation } from '../verdict.ts';
import { atOdds, type Encounter } from '../at-odds.ts';
import { type Connection, connectionsOf, isEntitled, isOpened } from './connection.ts';
import { lateAfterNs } from './lateness.ts';
import {
  isKickOf,
  isOfSameSession,
  isSessionOf,
  type SessionOperations,
  sessionOperationsOf,
  expiryOf,
} from './session-ends.ts';

/** A stream whose session was ended while it was open. */
interface Doomed {
  readonly connection: Connection;
  readonly by: 'kick' | 'logout' | 'expiry';
  /** The operation that ended the session; null when its token expired. */
  readonly op: Operation<'kick'> | Operation<'logout'> | null;
  readonly endedNs: RunNs;
  /** The latest instant at which the stream may still be open. */
  readonly boundNs: RunNs;
}

const ANOMALIES = {
  kick: 'stream-survives-kick',
  logout: 'stream-survives-logout',
  expiry: 'stream-outlives-token',
} as const;

type Ending = Doomed['by'];

/** A stream ends within 1 s of what ends its session (CONTRACT.md, Event stream). */
export function streamEndsWithTheKick(): Check {
  return {
    name: 'stream-ends-with-the-kick',
    claim: 'A stream ends within a second of a kick, a logout or the end of its token, on every replica.',
    judge: (history) => judge(history, []),
  };
}

/** The same, where streams must have been seen to end in each of the ways. */
export function streamEndsWithItsSession({ by }: { readonly by: readonly Ending[] }): Check {
  return {
    name: 'stream-ends-with-its-session',
    claim: 'A stream ends within a second of the end of its session or token, on every replica.',
    judge: (history) => judge(history, by),
  };
}

function judge(history: History, required: readonly Ending[]): Judgement {
  const doomed = history.stages.flatMap((stage) => {
    const sessions = sessionOperationsOf(history, stage.stage);
    const slackNs = NS_PER_S + lateAfterNs(history, stage);
    return connectionsOf({ operations: history.operations, stages: [stage] })
      .filter((connection) => isOpened(connection) && isEntitled(connection))
      .flatMap((connection) => doomOf(connection, sessions, slackNs));
  });
  const survivors = doomed.filter(survived);
  const settled = doomed.filter((one) => survived(one) || endedInTime(one));
  const byKind = [
    ...Map.groupBy(survivors, ({ by, connection }) => `${by} ${connection.stage.stage}`).values(),
  ];
  const unseen = required.find((by) => !settled.some((one) => one.by === by));
  return {
    verdict: verdictOf(
      byKind.flatMap((alike) => violationOf(alike, settled)),
      unseen ? 0 : settled.length,
      unseen && settled.length > 0 ? `no stream was seen to end by ${unseen}` : nothingOf(doomed.length),
    ),
    summary: `${settled.length - survivors.length} of ${doomed.length} streams ended with their sessions, ${survivors.length} lived on`,
    evidence: doomed.length === 0 ? [] : [doomTable(doomed)],
  };
}

const nothingOf = (doomed: number): string =>
  doomed === 0
    ? 'no stream was open when a kick or a logout began, or when its token ran out'
    : 'no stream was observed after its session ended';

function doomOf(connection: Connection, sessions: SessionOperations, slackNs: RunNs): Doomed[] {
  const { opening, end } = connection;
  if (!opening) return [];
  const isOpenWhen = (ns: RunNs): boolean => opening.completedNs < ns && (end?.completedNs ?? Infinity) >= ns;
  const ended = (by: Doomed['by'], op: Doomed['op'], endedNs: RunNs): Doomed => ({
    connection,
    by,
    op,
    endedNs,
    boundNs: endedNs + slackNs,
  });
  const kick = sessions.kicks.find(
    (op) => isKickOf(op, connection) && isAccepted(op) && isOpenWhen(op.invokedNs),
  );
  if (kick) return [ended('kick', kick, kick.completedNs)];
  const isEnding = (op: Operation<'logout'>): boolean =>
    isOfSameSession(op, connection, sessions) ?? isOnlySession(connection, sessions);
  const logout = sessions.logouts.find(
    (op) => isAccepted(op) && isSessionOf(op, connection) && isEnding(op) && isOpenWhen(op.invokedNs),
  );
  if (logout) return [ended('logout', logout, logout.completedNs)];
  const expiry = expiryOf(sessions, connection);
  return expiry && isOpenWhen(expiry.earliestNs) ? [ended('expiry', null, expiry.latestNs)] : [];
}

// Where the history does not say which session opened a stream, a logout dooms it only if there is but one.
const isOnlySession = (connection: Connection, { logins }: SessionOperations): boolean =>
  logins.filter((op) => isSessionOf(op, connection) && (isAccepted(op) || op.outcome === 'info')).length ===
  1;

function survived({ connection: { arrivals, end }, boundNs }: Doomed): boolean {
  return (arrivals.at(-1)?.atNs ?? -Infinity) > boundNs || (end?.completedNs ?? -Infinity) > boundNs;
}

const endedInTime = ({ connection: { end } }: Doomed): boolean => end !== null && end.input.by !== 'client';

function violationOf(survivors: readonly Doomed[], settled: readonly Doomed[]): Violation[] {
  const first = survivors.toSorted((a, b) => lastSeenNs(b) - b.endedNs - (lastSeenNs(a) - a.endedNs))[0];
  if (!first) return [];
  const { connection, by, op, boundNs, endedNs } = first;
  const after = connection.arrivals.filter(({ atNs }) => atNs > boundNs);
  const what = { kick: 'the kick returned', logout: 'the logout returned', expiry: 'its token had expired' }[
    by
  ];
  const received =
    after.length > 0 ? `still received ${after.length} events and heartbeats` : 'was still open';
  return [
    {
      anomaly: ANOMALIES[by],
      message:
        `The stream ${connection.name} of ${connection.user} on ${connection.replica ?? 'an unnamed replica'} ${received} ` +
        `up to ${Math.round(nsToMs(lastSeenNs(first) - endedNs))} ms after ${what} (${survivors.length} streams).`,
      operations: [connection.opening, op, after[0] ?? connection.end].flatMap((one) => one?.index ?? []),
      culprits: atOdds(settled.filter((one) => one.by === by).map(encounterOf)),
      cause: causeOf(survivors),
    },
  ];
}

/** Who answered what ended the session, who held the stream, and whether that was one mind. */
const encounterOf = (one: Doomed): Encounter => ({
  first: one.op?.replica ?? null,
  second: one.connection.replica,
  agreed: !survived(one),
});

const lastSeenNs = ({ connection: { arrivals, end } }: Doomed): RunNs =>
  Math.max(arrivals.at(-1)?.atNs ?? -Infinity, end?.completedNs ?? -Infinity);

function causeOf(survivors: readonly Doomed[]): string {
  if (survivors.every(({ by }) => by === 'expiry'))
    return 'the end of a token is checked when the stream opens and never again';
  const isElsewhere = ({ op, connection: { replica } }: Doomed): boolean =>
    op !== null && op.replica !== null && replica !== null && op.replica !== replica;
  return survivors.every(isElsewhere)
    ? 'only the replica that served the call ends its streams'
    : 'the token is checked when the stream opens and never again';
}

function doomTable(doomed: readonly Doomed[]): Evidence {
  return {
    kind: 'table',
    title: 'Streams whose session ended',
    columns: [
      'stream',
      'user',
      'replica',
      'ended by',
      'call served by',
      'last seen after it (ms)',
      ALLOWED_MS,
      'verdict',
    ],
    rows: doomed.map((one) => [
      one.connection.name,
      one.connection.user,
      one.connection.replica,
      one.by,
      one.op?.replica ?? null,
      finite(nsToMs(lastSeenNs(one) - one.endedNs)),
      Math.round(nsToMs(one.boundNs - one.endedNs)),
      survived(one) ? 'lived on' : endedInTime(one) ? 'ended' : 'not known',
    ]),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? Math.round(value) : null);
