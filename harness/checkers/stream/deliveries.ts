import type { Delivery } from './delivery.ts';
import type { Feed } from './feed.ts';
import type { Published } from './published.ts';

interface Columns {
  readonly published: Published[];
  /** Each as often as its deliveries are not side by side. */
  readonly connections: Feed[];
  /** The number of the connection, the fate and whether it is a replay, in one. */
  readonly kinds: number[];
}

const FATES = ['delivered', 'lost', 'stalled'] as const;
const KINDS = 2 * FATES.length;

/** Deliveries, or some of them, made when asked for: there may be millions, and an object each would be too much. */
export class Deliveries implements Iterable<Delivery> {
  readonly #columns: Columns;
  /** The places of these deliveries; null for all. */
  readonly #places: Uint32Array | null;

  constructor(
    columns: Columns = { published: [], connections: [], kinds: [] },
    places: Uint32Array | null = null,
  ) {
    this.#columns = columns;
    this.#places = places;
  }

  get length(): number {
    return this.#places?.length ?? this.#columns.kinds.length;
  }

  push({ published, connection, fate, isReplay }: Delivery): void {
    const { connections, kinds } = this.#columns;
    if (connections.at(-1) !== connection) connections.push(connection);
    this.#columns.published.push(published);
    kinds.push((connections.length - 1) * KINDS + 2 * FATES.indexOf(fate) + (isReplay ? 1 : 0));
  }

  at(position: number): Delivery | undefined {
    const { published, connections, kinds } = this.#columns;
    const place = this.#places ? (this.#places[position] ?? kinds.length) : position;
    const kind = kinds[place] ?? 0;
    const [event, connection] = [published[place], connections[Math.floor(kind / KINDS)]];
    if (!event || !connection) return undefined;
    const fate = FATES[Math.floor((kind % KINDS) / 2)] ?? 'stalled';
    return { published: event, connection, fate, isReplay: kind % 2 === 1 };
  }

  *[Symbol.iterator](): Generator<Delivery> {
    const { length } = this;
    for (let position = 0; position < length; position += 1) {
      const delivery = this.at(position);
      if (delivery) yield delivery;
    }
  }

  /** How many came to this end. */
  count(fate: Delivery['fate']): number {
    return this.ofFate(fate).length;
  }

  /** Those that came to this end, in the same order. */
  ofFate(fate: Delivery['fate']): Deliveries {
    const wanted = FATES.indexOf(fate);
    return this.#ofKind((kind) => Math.floor((kind % KINDS) / 2) === wanted);
  }

  /** Those that are owed because of a Last-Event-ID, or those that are not. */
  replays(areReplays: boolean): Deliveries {
    const wanted = areReplays ? 1 : 0;
    return this.#ofKind((kind) => kind % 2 === wanted);
  }

  #ofKind(isWanted: (kind: number) => boolean): Deliveries {
    const { kinds } = this.#columns;
    const places = new Uint32Array(this.length);
    let count = 0;
    for (let position = 0; position < places.length; position += 1) {
      const place = this.#places?.[position] ?? position;
      if (!isWanted(kinds[place] ?? 0)) continue;
      places[count] = place;
      count += 1;
    }
    return new Deliveries(this.#columns, count === places.length ? places : places.slice(0, count));
  }

  /** Those for which it holds, in the same order. */
  where(holds: (delivery: Delivery) => boolean): Deliveries {
    const places = new Uint32Array(this.length);
    let [count, position] = [0, 0];
    for (const delivery of this) {
      if (holds(delivery)) {
        places[count] = this.#places?.[position] ?? position;
        count += 1;
      }
      position += 1;
    }
    return new Deliveries(this.#columns, places.slice(0, count));
  }

  some(holds: (delivery: Delivery) => boolean): boolean {
    for (const delivery of this) if (holds(delivery)) return true;
    return false;
  }

  every(holds: (delivery: Delivery) => boolean): boolean {
    return !this.some((delivery) => !holds(delivery));
  }

  /** The names of what is told of each, in order; null is no name. */
  names(of: (delivery: Delivery) => readonly (string | null)[]): string[] {
    const names = new Set<string>();
    for (const delivery of this) for (const name of of(delivery)) if (name !== null) names.add(name);
    return [...names].sort();
  }

  /** The streams that owed them. */
  streams(): Set<Feed> {
    const streams = new Set<Feed>();
    for (const { connection } of this) streams.add(connection);
    return streams;
  }
}
