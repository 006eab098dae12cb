import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import type { Check, History } from '../check.ts';
import { type Evidence, type Judgement, verdictOf, type Violation } from '../verdict.ts';
import { BALANCER, type Connection, connectionsOf, isEntitled, isOpened } from './connection.ts';
import { mayHaveEndedSession, sessionOperationsOf } from './session-ends.ts';
import { type Silence, silenceOf } from './silence.ts';

interface Watched {
  readonly connection: Connection;
  readonly silence: Silence;
  readonly timeoutNs: RunNs;
  /** Ended by the server or an error though nothing ended its session. */
  readonly wasCut: boolean;
}

/** How far from the proxy's read timeout a cut may be and still be its doing. */
const NEAR_NS = 0.5 * NS_PER_S;

/**
 * A stream with nothing to say outlives the proxy's read timeout, which runs between two reads: the heartbeat has to
 * be faster (docs/algorithms.md 7, uptime).
 */
export function streamOutlivesReadTimeout(): Check {
  return {
    name: 'stream-outlives-read-timeout',
    claim: 'An idle stream stays open past the read timeout of the proxy, kept alive by heartbeats.',
    judge,
  };
}

function judge(history: History): Judgement {
  const watched = watchedOf(history);
  const stages = [...Map.groupBy(watched, ({ connection }) => connection.stage).values()];
  const violations = stages.flatMap((streams) => [
    ...cutByProxy(streams),
    ...cutByReplica(streams),
    ...withoutHeartbeat(streams),
  ]);
  const idle = watched.filter(wasIdle);
  const unproven = stages.some((streams) => !streams.some(wasIdle));
  const longest = watched.reduce((most, { silence }) => Math.max(most, silence.withoutEventNs), 0);
  return {
    verdict: verdictOf(
      violations,
      unproven ? 0 : idle.length,
      'no stream through the balancer was open for twice the read timeout and without an event for longer than it',
    ),
    summary:
      `${idle.length} of ${watched.length} streams idle past the read timeout, ` +
      `${watched.filter(({ wasCut }) => wasCut).length} cut; longest without an event ${seconds(longest)}`,
    evidence: watched.length === 0 ? [] : [streamTable(watched)],
  };
}

function watchedOf(history: History): Watched[] {
  const opened = connectionsOf(history).filter(
    (connection) => isOpened(connection) && isEntitled(connection),
  );
  const sessions = new Map(history.stages.map((stage) => [stage, sessionOperationsOf(history, stage.stage)]));
  return opened.flatMap((connection) => {
    const timeoutNs = connection.stage.streamReadTimeoutS * NS_PER_S;
    const ofStage = sessions.get(connection.stage);
    if (!(timeoutNs > 0) || !ofStage || !connection.opening) return [];
    const { end } = connection;
    const wasCut =
      end !== null && end.input.by !== 'client' && !mayHaveEndedSession(ofStage, connection, end.completedNs);
    return [{ connection, silence: silenceOf(connection), timeoutNs, wasCut }];
  });
}

const isBalanced = ({ connection }: Watched): boolean => connection.route === BALANCER;

const wasIdle = (watched: Watched): boolean =>
  isBalanced(watched) &&
  !watched.wasCut &&
  watched.silence.openNs > 2 * watched.timeoutNs &&
  watched.silence.withoutEventNs > watched.timeoutNs;

const wasCutByProxy = (watched: Watched): boolean =>
  watched.wasCut &&
  isBalanced(watched) &&
  Math.abs(watched.silence.beforeEndNs - watched.timeoutNs) <= NEAR_NS;

function cutByProxy(streams: readonly Watched[]): Violation[] {
  const cut = streams.filter(wasCutByProxy);
  const first = cut[0];
  if (!first) return [];
  const timeout = `${first.connection.stage.streamReadTimeoutS} s`;
  const { culprits, cause } = blameForCut(cut, streams);
  return [
    {
      anomaly: 'cut-by-proxy',
      message:
        `${cut.length} of ${streams.filter(isBalanced).length} streams through the balancer were cut after ` +
        `${seconds(first.silence.beforeEndNs)} without a byte; the proxy's read timeout is ${timeout}.`,
      operations: endOf(first),
      culprits,
      cause,
    },
  ];
}

/** Whose doing it is that no heartbeat came in time: told by the heartbeats of streams that bypass the proxy. */
function blameForCut(
  cut: readonly Watched[],
  streams: readonly Watched[],
): { readonly culprits: readonly string[]; readonly cause: string } {
  const { stage } = cut[0]?.connection ?? {};
  const [heartbeatS, timeoutS] = [stage?.settings['HEARTBEAT_S'] ?? Infinity, stage?.streamReadTimeoutS ?? 0];
  const listened = streams.filter(
    (watched) => !isBalanced(watched) && watched.silence.openNs > 2 * heartbeatS * NS_PER_S,
  );
  if (heartbeatS >= timeoutS || listened.length === 0) {
    const cause = `no heartbeat within proxy_read_timeout (${timeoutS} s): heartbeats are missing or too slow, or the timeout is too short`;
    return { culprits: ['proxy', ...replicasOf(cut)], cause };
  }
  const beating = replicasOf(listened.filter(({ connection }) => connection.lastSignNs > -Infinity));
  const silent = replicasOf(listened).filter(
    (name) => replicasOf(cut).includes(name) && !beating.includes(name),
  );
  return silent.length === 0
    ? { culprits: ['proxy'], cause: 'heartbeats do not pass the proxy: it buffers the stream' }
    : {
        culprits: silent,
        cause: `the application sends no heartbeat on an idle stream (one is due every ${heartbeatS} s), so the proxy cuts it after proxy_read_timeout (${timeoutS} s)`,
      };
}

function cutByReplica(streams: readonly Watched[]): Violation[] {
  const cut = streams.filter((watched) => watched.wasCut && !wasCutByProxy(watched));
  const first = cut[0];
  if (!first) return [];
  const { connection, silence } = first;
  return [
    {
      anomaly: 'stream-cut',
      message:
        `${cut.length} streams ended though nothing ended their sessions, such as ${connection.name} on ` +
        `${connection.replica ?? 'an unnamed replica'} after ${seconds(silence.openNs)} ` +
        `(${connection.end?.input.message || connection.end?.input.by}).`,
      operations: endOf(first),
      culprits: replicasOf(cut),
      cause: null,
    },
  ];
}

function withoutHeartbeat(streams: readonly Watched[]): Violation[] {
  const silent = streams.filter((watched) => watched.silence.withoutByteNs > longestSilenceNs(watched));
  const first = silent[0];
  if (!first) return [];
  const heartbeatS = first.connection.stage.settings['HEARTBEAT_S'];
  const loud = streams.filter((watched) => !silent.includes(watched) && !isBalanced(watched));
  const heldBack = loud.length > 0 && silent.every(isBalanced);
  return [
    {
      anomaly: 'no-heartbeat',
      message:
        `${silent.length} streams were silent for up to ${seconds(silent.reduce((most, { silence }) => Math.max(most, silence.withoutByteNs), 0))}, ` +
        `such as ${first.connection.name} on ${first.connection.replica ?? 'an unnamed replica'}; a heartbeat is due every ${heartbeatS} s.`,
      operations: first.connection.opening ? [first.connection.opening.index] : [],
      culprits: heldBack ? ['proxy'] : replicasOf(silent),
      cause: heldBack
        ? 'heartbeats do not pass the proxy: it buffers the stream'
        : 'the application sends no heartbeat on an idle stream',
    },
  ];
}

function longestSilenceNs({ connection, timeoutNs }: Watched): RunNs {
  const heartbeatNs = (connection.stage.settings['HEARTBEAT_S'] ?? Infinity) * NS_PER_S;
  return heartbeatNs < timeoutNs ? 2 * heartbeatNs + NS_PER_S : Infinity;
}

const endOf = ({ connection: { opening, end } }: Watched): number[] =>
  [opening, end].flatMap((op) => op?.index ?? []);

const replicasOf = (streams: readonly Watched[]): string[] =>
  [...new Set(streams.flatMap(({ connection: { replica } }) => replica ?? []))].sort();

const seconds = (ns: RunNs): string => `${(ns / NS_PER_S).toFixed(1)} s`;

function streamTable(watched: readonly Watched[]): Evidence {
  return {
    kind: 'table',
    title: 'How long streams lived, and how quiet they were',
    columns: [
      'stream',
      'route',
      'replica',
      'open (s)',
      'without event (s)',
      'without a byte (s)',
      'ended by',
      'cut',
    ],
    rows: watched.map(({ connection: { name, route, replica, end }, silence, wasCut }) => [
      name,
      route,
      replica,
      tenths(silence.openNs),
      tenths(silence.withoutEventNs),
      tenths(silence.withoutByteNs),
      end?.input.by ?? null,
      wasCut ? 'cut' : 'no',
    ]),
  };
}

const tenths = (ns: RunNs): number => Math.round(ns / 1e8) / 10;
