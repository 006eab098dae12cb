import type { RunNs } from '../../time/clock.ts';
import type { Rows } from '../columns/rows.ts';

/** One event or comment line as it arrived. */
export interface Arrival {
  readonly index: number;
  readonly atNs: RunNs;
  /** The event's type; `:` for a comment line. */
  readonly event: string;
  readonly id: string | null;
  readonly payload: string | null;
}

/** One opened stream as the rules of delivery see it, whoever recorded it. */
export interface Feed {
  readonly name: string;
  readonly user: string;
  readonly replica: string | null;
  readonly lastEventId: string | null;
  /** Null when the history holds what arrived but not the opening. */
  readonly opening: { readonly index: number; readonly invokedNs: RunNs } | null;
  /** When it was surely open; null when nothing tells. */
  readonly connectedNs: RunNs | null;
  /** What arrived of published events, in order. */
  readonly events: Rows<Arrival>;
  /** The last arrival by which all that was published well before must have arrived; -Infinity when there is none. */
  readonly lastSignNs: RunNs;
  /** The last instant at which it is known to have been open. */
  readonly openUntilNs: RunNs;
}
