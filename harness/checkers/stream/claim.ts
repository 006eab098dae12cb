import type { RunNs } from '../../time/clock.ts';
import { type Channel, placedArrivals } from './channel.ts';
import type { Due } from './due-window.ts';
import type { Feed } from './feed.ts';
import { type Firsts, type Lasts, withFirst, withLast } from './furthest.ts';
import { precedes, type Published } from './published.ts';
import { isAfter, type Resumption } from './resumption.ts';

/** What a connection has to show. */
export interface Claim {
  readonly isOwed: (published: Published) => boolean;
  /** Whether the connection showed something that surely comes after the event. */
  readonly isPassed: (published: Published) => boolean;
  /** Bounds of what is both owed, and passed or due while the connection was open. */
  readonly due: Due;
}

/** By what a connection is held: where it starts, and whether ids tell. */
export interface ClaimOptions {
  readonly startNs: RunNs;
  readonly resumption: Resumption | null;
  readonly counts: boolean;
}

/** The claim on a connection that was surely open from `startNs` on. */
export function claimOn(
  channel: Channel,
  connection: Feed,
  { startNs, resumption, counts }: ClaimOptions,
): Claim {
  const openingNs = connection.opening?.invokedNs ?? startNs;
  const fromNs = resumption ? resumption.lastSeen.completedNs : Math.min(openingNs, startNs);
  let lasts: Lasts | null = null;
  let firsts: Firsts | null = null;
  for (const shown of placedArrivals(channel, connection)) {
    lasts = withLast(lasts, shown, counts);
    if (channel.isUnbroken && shown.published.completedNs >= fromNs)
      firsts = withFirst(firsts, shown, counts);
  }
  const ends = (lasts ?? []).map(({ published }) => published);
  const starts = (firsts ?? []).map(({ published }) => published);
  return {
    isOwed: (published) =>
      resumption
        ? isAfter(published, resumption)
        : published.invokedNs > startNs ||
          (published.completedNs >= fromNs && starts.some((start) => precedes(start, published, counts))),
    isPassed: (published) => ends.some((end) => precedes(published, end, counts)),
    due: {
      fromNs,
      afterId: resumption?.order ?? null,
      untilNs: Math.max(
        connection.lastSignNs,
        connection.openUntilNs,
        ...ends.map(({ invokedNs }) => invokedNs),
      ),
      beforeIds: ends.map(({ order }) => order),
    },
  };
}
