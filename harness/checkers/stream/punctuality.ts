import { isAccepted } from '../../history/operation.ts';
import type { RunNs } from '../../time/clock.ts';
import { firstArrivals } from './channel.ts';
import { BALANCER, type Connection } from './connection.ts';
import type { StageChannel } from './stage-channel.ts';

/** How soon one connection showed what was published while it was open. */
export interface Punctuality {
  readonly connection: Connection;
  /** From the request to the response headers; null when the opening is not in the history. */
  readonly headersNs: RunNs | null;
  /** From the request to the first event of any kind; null when none arrived. */
  readonly firstEventNs: RunNs | null;
  /** Arrival less the publisher's acknowledgement, for each event; negative when the stream was faster. */
  readonly lagsNs: readonly RunNs[];
  /** Events that others had in time and this open stream never showed. */
  readonly missing: number;
  /** The most events that arrived within 50 ms of one another though published 100 ms and more apart. */
  readonly burst: number;
  readonly isLate: boolean;
  readonly opensLate: boolean;
}

const TOGETHER_NS = 50e6;
const APART_NS = 100e6;
/** The bounds of a run: for one event, and for the middle of a stream's events. */
export interface Bounds {
  readonly lateNs: RunNs;
  readonly heldBackNs: RunNs;
}

/** A stream is late when this many of its events are, and a share of them: one hiccup is no verdict. */
const LEAST_LATE = 5;
const LATE_SHARE = 0.2;
const HELD_BACK_SHARE = 0.5;

/** The punctuality of every connection of a channel, judged by the bounds of the run. */
export function punctualityOf(channel: StageChannel, { lateNs, heldBackNs }: Bounds): Punctuality[] {
  return channel.connections.map((connection) => {
    const { opening, arrivals } = connection;
    const startNs = opening?.invokedNs ?? -Infinity;
    const live = [
      ...firstArrivals(channel, connection).where(
        ({ published }) => published.acknowledged && published.invokedNs > startNs,
      ),
    ];
    const lagsNs = live.map(({ arrival, published }) => arrival.atNs - published.completedNs);
    const missing = missingOn(channel, connection, lateNs);
    const isOften = (boundNs: RunNs, share: number): boolean => {
      const over = lagsNs.filter((lagNs) => lagNs > boundNs).length + missing;
      return over >= LEAST_LATE && over >= share * (lagsNs.length + missing);
    };
    const headersNs = opening ? opening.completedNs - opening.invokedNs : null;
    const firstNs = arrivals[0]?.atNs;
    const firstEventNs = opening && firstNs !== undefined ? firstNs - opening.invokedNs : null;
    return {
      connection,
      headersNs,
      firstEventNs,
      lagsNs,
      missing,
      burst: burstOf(
        live.map(({ arrival, published }) => ({ atNs: arrival.atNs, sentNs: published.invokedNs })),
      ),
      isLate: isOften(lateNs, LATE_SHARE) || isOften(heldBackNs, HELD_BACK_SHARE),
      opensLate: Math.max(headersNs ?? 0, firstEventNs ?? 0) > lateNs,
    };
  });
}

/**
 * Events that this stream, through the balancer and open long enough, did not show, though a direct stream of the
 * user to the same replica did: what a replica sends to nobody is lost, and not held back.
 */
function missingOn(channel: StageChannel, connection: Connection, lateNs: RunNs): number {
  const openNs = openedNs(connection, lateNs);
  if (connection.route !== BALANCER || openNs === null) return 0;
  const direct = channel.connections.filter(
    ({ route, replica }) =>
      route !== BALANCER && (connection.replica === null || replica === connection.replica),
  );
  const shownDirectly = new Set(direct.flatMap((other) => [...firstArrivals(channel, other)].map(payloadOf)));
  const shown = new Set([...firstArrivals(channel, connection)].map(payloadOf));
  const untilNs = connection.openUntilNs - lateNs;
  return channel.published.filter(
    ({ acknowledged, payload, invokedNs, completedNs }) =>
      acknowledged &&
      invokedNs > openNs &&
      completedNs < untilNs &&
      shownDirectly.has(payload) &&
      !shown.has(payload),
  ).length;
}

const payloadOf = ({ published }: { readonly published: { readonly payload: string } }): string =>
  published.payload;

// A stream that never said it is open had to be so in a bound's time after the request.
function openedNs(connection: Connection, lateNs: RunNs): RunNs | null {
  const { opening } = connection;
  if (!opening || (opening.outcome === 'ok' && !isAccepted(opening))) return null;
  return connection.connectedNs ?? opening.invokedNs + lateNs;
}

function burstOf(events: readonly { readonly atNs: RunNs; readonly sentNs: RunNs }[]): number {
  let [longest, length] = [0, 1];
  for (const [at, event] of events.entries()) {
    const before = events[at - 1];
    const together =
      before && event.atNs - before.atNs <= TOGETHER_NS && event.sentNs - before.sentNs >= APART_NS;
    length = together ? length + 1 : 1;
    longest = Math.max(longest, length);
  }
  return longest;
}
