import type { RunNs } from '../../time/clock.ts';
import type { Connection } from './connection.ts';

/** How long a connection was open, and its longest stretches without an event and without a byte. */
export interface Silence {
  readonly openNs: RunNs;
  readonly withoutEventNs: RunNs;
  readonly withoutByteNs: RunNs;
  /** From the last byte to the end of the connection. */
  readonly beforeEndNs: RunNs;
}

/** Measures a connection from its headers to the last moment it is known to have been open. */
export function silenceOf(connection: Connection): Silence {
  const { arrivals, events, opening } = connection;
  const startNs = opening?.completedNs ?? arrivals[0]?.atNs ?? 0;
  const untilNs = Math.max(startNs, connection.openUntilNs);
  return {
    openNs: untilNs - startNs,
    withoutEventNs: longestGap([startNs, ...Array.from(events, ({ atNs }) => atNs), untilNs]),
    withoutByteNs: longestGap([startNs, ...arrivals.map(({ atNs }) => atNs), untilNs]),
    beforeEndNs: untilNs - Math.max(startNs, arrivals.at(-1)?.atNs ?? startNs),
  };
}

function longestGap(instants: readonly RunNs[]): RunNs {
  let longest = 0;
  for (const [at, instant] of instants.entries())
    longest = Math.max(longest, instant - (instants[at - 1] ?? instant));
  return longest;
}
