import { type AnyOperation, isAccepted, operationsNamed, type Operation } from '../../history/operation.ts';
import type { ClientType, Stage } from '../../history/vocabulary.ts';
import type { History } from '../check.ts';
import { answererOf } from '../answerer.ts';
import type { Arrival, Feed } from './feed.ts';
import { livesOf } from './lives.ts';

/** One opening of an event stream and all that came of it. */
export interface Connection extends Feed {
  readonly stage: Stage;
  readonly opening: Operation<'stream'> | null;
  readonly clientType: ClientType | null;
  readonly route: string;
  /** Everything that arrived, in order: what is published, `connected`, heartbeats and comments. */
  readonly arrivals: readonly Arrival[];
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
    return names.flatMap((name) => {
      const byTime = (observed.get(name) ?? []).sort(
        (a, b) => a.completedNs - b.completedNs || a.index - b.index,
      );
      const lives = livesOf(opened.get(name) ?? [], byTime, ({ completedNs }) => completedNs);
      return lives.map(({ opening, seen }) => connectionOf(stage, opening, seen));
    });
  });
}

const here = <Op extends { readonly stage: string }>(operations: readonly Op[], { stage }: Stage): Op[] =>
  operations.filter((op) => op.stage === stage);

function connectionOf(
  stage: Stage,
  opening: Operation<'stream'> | null,
  byTime: readonly Observation[],
): Connection {
  const arrivals = byTime.flatMap((op) => (op.f === 'event' ? arrivalOf(op) : []));
  const of = opening ?? byTime[0];
  const end = byTime.find((op) => op.f === 'stream-end') ?? null;
  const hello = arrivals.find(({ event }) => event === CONNECTED) ?? arrivals[0];
  return {
    stage,
    name: of?.input.connection ?? '',
    user: of?.input.user ?? '',
    opening,
    clientType: opening?.input.clientType ?? null,
    route: of?.route ?? BALANCER,
    replica: firstAnswerer([...(opening ? [opening] : []), ...byTime], stage),
    // An empty Last-Event-ID asks for nothing.
    lastEventId: opening?.input.lastEventId || null,
    arrivals,
    connectedNs: hello?.atNs ?? null,
    events: arrivals.filter(({ event }) => event !== CONNECTED && !isSignOfLife(event)),
    lastSignNs: arrivals.findLast(({ event }) => isSignOfLife(event))?.atNs ?? -Infinity,
    openUntilNs: end?.completedNs ?? arrivals.at(-1)?.atNs ?? opening?.completedNs ?? -Infinity,
    end,
  };
}

function firstAnswerer(operations: readonly AnyOperation[], stage: Stage): string | null {
  for (const op of operations) {
    const name = answererOf(op, stage);
    if (name !== null) return name;
  }
  return null;
}

const arrivalOf = (op: Operation<'event'>): Arrival => ({
  index: op.index,
  atNs: op.completedNs,
  event: op.input.event,
  id: op.input.id,
  payload: op.input.payload,
});

/** A heartbeat or a comment: the application writes to this stream, whatever it has to say. */
const isSignOfLife = (event: string): boolean => event === HEARTBEAT || event === COMMENT;

/** Whether the server opened the stream: it said so, or the opening is missing and something arrived. */
export const isOpened = ({ opening, arrivals }: Connection): boolean =>
  opening === null ? arrivals.length > 0 : isAccepted(opening);

/** Whether the request carried a credential that has to be accepted. */
export const isEntitled = ({ opening }: Connection): boolean =>
  opening === null || opening.input.credential === 'valid';
