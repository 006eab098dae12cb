import { isAccepted, operationsNamed, type Operation } from '../../history/operation.ts';
import type { ClientType, Stage } from '../../history/vocabulary.ts';
import type { RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { answererOf } from '../general/answerer.ts';

/** One event or comment line as it arrived. */
export interface Arrival {
  readonly index: number;
  readonly atNs: RunNs;
  /** The event's type; `:` for a comment line. */
  readonly event: string;
  readonly id: string | null;
  readonly payload: string | null;
}

/** One opening of an event stream and all that came of it. */
export interface Connection {
  readonly stage: Stage;
  readonly name: string;
  readonly user: string;
  /** Null when the history holds what arrived but not the opening. */
  readonly opening: Operation<'stream'> | null;
  readonly clientType: ClientType | null;
  readonly route: string;
  readonly replica: string | null;
  readonly lastEventId: string | null;
  /** Everything that arrived, in order. */
  readonly arrivals: readonly Arrival[];
  /** What arrived of published events: all but `connected`, heartbeats and comments. */
  readonly events: readonly Arrival[];
  readonly end: Operation<'stream-end'> | null;
}

type Observation = Operation<'event'> | Operation<'stream-end'>;

const COMMENT = ':';
const CONNECTED = 'connected';
const HEARTBEAT = 'heartbeat';

/** The proxy's name as a route. */
export const BALANCER = 'balancer';

/** The streams of each stage in order of opening; a name opened again is a new connection from then on. */
export function connectionsOf({ operations, stages }: History): Connection[] {
  const openings = operationsNamed(operations, 'stream');
  const observations: Observation[] = [
    ...operationsNamed(operations, 'event'),
    ...operationsNamed(operations, 'stream-end'),
  ];
  return stages.flatMap((stage) => {
    const opened = Map.groupBy(here(openings, stage), (op) => op.input.connection);
    const observed = Map.groupBy(here(observations, stage), (op) => op.input.connection);
    const names = [...new Set([...opened.keys(), ...observed.keys()])];
    return names.flatMap((name) => splitByOpening(stage, opened.get(name) ?? [], observed.get(name) ?? []));
  });
}

const here = <Op extends { readonly stage: string }>(operations: readonly Op[], { stage }: Stage): Op[] =>
  operations.filter((op) => op.stage === stage);

function splitByOpening(
  stage: Stage,
  openings: readonly Operation<'stream'>[],
  observed: readonly Observation[],
): Connection[] {
  if (openings.length === 0) return [connectionOf(stage, null, observed)];
  const byStart = openings.toSorted((a, b) => a.invokedNs - b.invokedNs);
  return byStart.map((opening, at) => {
    const fromNs = at === 0 ? -Infinity : opening.invokedNs;
    const untilNs = byStart[at + 1]?.invokedNs ?? Infinity;
    const its = observed.filter(({ completedNs }) => completedNs >= fromNs && completedNs < untilNs);
    return connectionOf(stage, opening, its);
  });
}

function connectionOf(
  stage: Stage,
  opening: Operation<'stream'> | null,
  observed: readonly Observation[],
): Connection {
  const byTime = observed.toSorted((a, b) => a.completedNs - b.completedNs || a.index - b.index);
  const arrivals = byTime.flatMap((op) => (op.f === 'event' ? arrivalOf(op) : []));
  const of = opening ?? byTime[0];
  const replicas = [opening, ...byTime].map((op) => (op ? answererOf(op, stage) : null));
  return {
    stage,
    name: of?.input.connection ?? '',
    user: of?.input.user ?? '',
    opening,
    clientType: opening?.input.clientType ?? null,
    route: of?.route ?? BALANCER,
    replica: replicas.find((name) => name !== null) ?? null,
    // An empty Last-Event-ID asks for nothing.
    lastEventId: opening?.input.lastEventId || null,
    arrivals,
    events: arrivals.filter(({ event }) => event !== CONNECTED && !isSignOfLife(event)),
    end: byTime.find((op) => op.f === 'stream-end') ?? null,
  };
}

const arrivalOf = (op: Operation<'event'>): Arrival => ({
  index: op.index,
  atNs: op.completedNs,
  event: op.input.event,
  id: op.input.id,
  payload: op.input.payload,
});

/** A heartbeat or a comment: the application writes to this stream, whatever it has to say. */
export const isSignOfLife = (event: string): boolean => event === HEARTBEAT || event === COMMENT;

/** When the server said that the stream is open: the `connected` event, else the first event of any kind. */
export const connectedNs = ({ arrivals }: Connection): RunNs | null =>
  (arrivals.find(({ event }) => event === CONNECTED) ?? arrivals[0])?.atNs ?? null;

/** Whether the server opened the stream: it said so, or the opening is missing and something arrived. */
export const isOpened = ({ opening, arrivals }: Connection): boolean =>
  opening === null ? arrivals.length > 0 : isAccepted(opening);

/** Whether the request carried a credential that has to be accepted. */
export const isEntitled = ({ opening }: Connection): boolean =>
  opening === null || opening.input.credential === 'valid';

/** The last instant at which the connection is known to have been open. */
export const openUntilNs = ({ end, arrivals, opening }: Connection): RunNs =>
  end?.completedNs ?? arrivals.at(-1)?.atNs ?? opening?.completedNs ?? -Infinity;
