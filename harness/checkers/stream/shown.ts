import type { Rows } from '../columns/rows.ts';
import type { Arrival } from './feed.ts';
import type { Published } from './published.ts';

/** The first arrival of a published event on a stream. */
export interface Shown {
  readonly arrival: Arrival;
  readonly published: Published;
}

interface Columns {
  readonly arrivals: Rows<Arrival>;
  readonly published: readonly Published[];
  /** The positions of the arrivals that show an event; null when all do. */
  readonly positions: readonly number[] | null;
  /** The places of the events they show. */
  readonly places: readonly number[];
}

/** Arrivals with what they show, made when asked for: there may be a million, and objects for each would be too much. */
export class ShownRows implements Rows<Shown> {
  readonly #columns: Columns;

  constructor(columns: Columns) {
    this.#columns = columns;
  }

  get length(): number {
    return this.#columns.places.length;
  }

  at(position: number): Shown | undefined {
    const { arrivals, published, places } = this.#columns;
    const arrival = arrivals.at(this.#positionOf(position));
    const event = published[places[position] ?? published.length];
    return arrival && event ? { arrival, published: event } : undefined;
  }

  #positionOf(position: number): number {
    const { arrivals, positions } = this.#columns;
    return positions === null ? position : (positions[position] ?? arrivals.length);
  }

  *[Symbol.iterator](): Generator<Shown> {
    const { length } = this;
    for (let position = 0; position < length; position += 1) {
      const shown = this.at(position);
      if (shown) yield shown;
    }
  }

  /** The places of the events. */
  get places(): readonly number[] {
    return this.#columns.places;
  }

  /** Those for which it holds; itself if it does for all. */
  where(holds: (shown: Shown, position: number) => boolean): ShownRows {
    const { places } = this.#columns;
    const isKept = new Uint8Array(places.length);
    let [at, count] = [0, 0];
    for (const shown of this) {
      if (holds(shown, at)) {
        isKept[at] = 1;
        count += 1;
      }
      at += 1;
    }
    if (count === places.length) return this;
    const kept: number[] = [];
    for (const [position, keeps] of isKept.entries()) if (keeps === 1) kept.push(position);
    return new ShownRows({
      ...this.#columns,
      positions: kept.map((position) => this.#positionOf(position)),
      places: kept.map((position) => places[position] ?? 0),
    });
  }
}
