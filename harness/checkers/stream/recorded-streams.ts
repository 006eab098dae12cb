import type { RecordedOperation } from '../../history/recorded.ts';
import type { RunNs } from '../../time/clock.ts';
import { passOver } from '../recorded-value.ts';
import type { Feed } from './feed.ts';
import { livesOf } from './lives.ts';
import { type Publication, publishedOf } from './published.ts';
import { settle, type SettledLog } from './settled.ts';
import { SightingTable } from './sighting-table.ts';
import { membersOf, publishedPayloadOf, textOf, textOrNullOf, toldIdOf } from './stream-value.ts';

/** One user's events, as another program recorded them. */
export interface RecordedChannel {
  readonly user: string;
  readonly log: SettledLog;
  readonly connections: readonly Feed[];
}

interface Opening {
  readonly index: number;
  readonly invokedNs: RunNs;
  /** Null when nobody knows whether it was opened. */
  readonly openedNs: RunNs | null;
  readonly replica: string | null;
  readonly lastEventId: string | null;
}

interface Gathered {
  /** One instance of each payload and id, for they recur on every stream. */
  readonly texts: Map<string, string>;
  readonly calls: Publication[];
  readonly openings: Map<string, Opening[]>;
  /** The rows of what was seen, by stream. */
  readonly sightings: Map<string, number[]>;
}

/**
 * Gathers a recorded history of event streams, by key:
 * - `publish`, input the payload (a string or a number) or {payload}, output the event's id or null;
 * - `open`, input {connection, lastEventId?, replica?};
 * - `event` {connection, id, payload} and `close` {connection}, observations: in the output, or else in the input.
 * Strings and numbers that are written alike are the same payload, id or connection. What failed did not happen.
 */
export class RecordedStreams {
  readonly #channels = new Map<string, Gathered>();
  readonly #sightings = new SightingTable();
  #endNs: RunNs = -Infinity;

  /** Throws a HistoryDefect when the operation is none of these. */
  take(op: RecordedOperation): void {
    this.#endNs = Math.max(this.#endNs, op.completedNs);
    switch (op.f) {
      case 'publish':
        return this.#note(op, notePublish);
      case 'open':
        return this.#note(op, noteOpen);
      case 'event':
        return this.#note(op, (channel) => noteEvent(channel, op, this.#sightings));
      case 'close':
        return this.#note(op, (channel) => noteClose(channel, op, this.#sightings));
      default:
        passOver(op, 'publish, open, event and close');
    }
  }

  /** What was taken, and is not held from then on; a stream that nobody saw end was open up to the end of the history. */
  channels(): RecordedChannel[] {
    const gathered = [...this.#channels];
    this.#channels.clear();
    return gathered.map(([user, { texts, calls, openings, sightings }]) => {
      texts.clear();
      const names = new Set([...openings.keys(), ...sightings.keys()]);
      const connections = [...names].flatMap((name) => {
        const table = this.#sightings;
        const seen = (sightings.get(name) ?? []).sort((a, b) => table.compare(a, b));
        sightings.delete(name);
        const lives = livesOf(openings.get(name) ?? [], seen, (row) => table.atNs(row));
        return lives.flatMap((life) =>
          feedsOf({ user, name, table, endNs: this.#endNs }, life.opening, life.seen),
        );
      });
      calls.sort((a, b) => a.index - b.index);
      const log = settle(publishedOf(calls, connections), connections);
      // The calls are a third of all that is held.
      calls.length = 0;
      return { user, log, connections };
    });
  }

  #note(op: RecordedOperation, note: (channel: Gathered, op: RecordedOperation) => void): void {
    const known = this.#channels.get(op.key);
    const channel = known ?? { texts: new Map(), calls: [], openings: new Map(), sightings: new Map() };
    if (!known) this.#channels.set(op.key, channel);
    if (op.outcome !== 'fail') note(channel, op);
  }
}

function notePublish({ calls, texts }: Gathered, op: RecordedOperation): void {
  const { index, invokedNs, completedNs, replica } = op;
  const acknowledged = op.outcome === 'ok';
  const toldId = acknowledged ? once(texts, toldIdOf(op)) : null;
  calls.push({
    index,
    payload: once(texts, publishedPayloadOf(op)),
    toldId,
    invokedNs,
    completedNs,
    acknowledged,
    replica,
  });
}

function noteOpen({ openings }: Gathered, op: RecordedOperation): void {
  const members = membersOf({ ...op, output: null }, 'an object with a connection');
  const { index, invokedNs, completedNs, outcome } = op;
  push(openings, connectionOf(op, members), {
    index,
    invokedNs,
    openedNs: outcome === 'ok' ? completedNs : null,
    replica:
      op.replica ??
      textOrNullOf(op, members['replica'], 'an object whose replica is a string or a number, or null'),
    // An empty Last-Event-ID asks for nothing.
    lastEventId:
      textOrNullOf(
        op,
        members['lastEventId'],
        'an object whose lastEventId is a string or a number, or null',
      ) || null,
  });
}

function noteEvent({ sightings, texts }: Gathered, op: RecordedOperation, table: SightingTable): void {
  if (op.outcome === 'info') return;
  const members = membersOf(op, 'an object with a connection, an id and a payload');
  const name = connectionOf(op, members);
  const { index, completedNs, replica } = op;
  const id = once(
    texts,
    textOrNullOf(op, members['id'], 'an object whose id is a string or a number, or null'),
  );
  const payload = once(
    texts,
    textOf(op, members['payload'], 'an object whose payload is a string or a number'),
  );
  push(sightings, name, table.push({ index, atNs: completedNs, id, payload, replica }));
}

// A stream whose client begins to close it owes nothing from then on, whether or not the closing succeeds.
function noteClose({ sightings }: Gathered, op: RecordedOperation, table: SightingTable): void {
  const name = connectionOf(op, membersOf(op, 'an object with a connection'));
  const { index, invokedNs, replica } = op;
  push(sightings, name, table.push({ index, atNs: invokedNs, id: null, payload: null, replica }));
}

const connectionOf = (op: RecordedOperation, members: Readonly<Record<string, unknown>>): string =>
  textOf(op, members['connection'], 'an object whose connection is a string or a number');

/** The instance of a text that was noted first. */
function once<Text extends string | null>(texts: Map<string, string>, text: Text): Text | string {
  if (text === null) return text;
  const known = texts.get(text);
  if (known === undefined) texts.set(text, text);
  return known ?? text;
}

function push<Item>(lists: Map<string, Item[]>, name: string, item: Item): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}

interface Stream {
  readonly user: string;
  readonly name: string;
  readonly endNs: RunNs;
  readonly table: SightingTable;
}

function feedsOf(
  { user, name, endNs, table }: Stream,
  opening: Opening | null,
  seen: readonly number[],
): Feed[] {
  const closed = seen.find((row) => table.isClose(row));
  const events = closed === undefined ? seen : seen.filter((row) => !table.isClose(row));
  const [first] = events;
  const connectedNs = opening?.openedNs ?? (first === undefined ? null : table.atNs(first));
  if (connectedNs === null) return [];
  const named = seen.find((row) => table.replicaAt(row) !== null);
  return [
    {
      name,
      user,
      replica: opening?.replica ?? (named === undefined ? null : table.replicaAt(named)),
      lastEventId: opening?.lastEventId ?? null,
      opening,
      connectedNs,
      events: table.arrivals(events),
      lastSignNs: -Infinity,
      openUntilNs: closed === undefined ? endNs : table.atNs(closed),
    },
  ];
}
