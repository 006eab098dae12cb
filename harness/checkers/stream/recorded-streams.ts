import type { RecordedOperation } from '../../history/recorded.ts';
import type { RunNs } from '../../time/clock.ts';
import { passOver } from '../recorded-value.ts';
import type { Arrival, Feed } from './feed.ts';
import { livesOf } from './lives.ts';
import type { Publication } from './published.ts';
import { membersOf, publishedPayloadOf, textOf, textOrNullOf, toldIdOf } from './stream-value.ts';

/** One user's events, as another program recorded them. */
export interface RecordedChannel {
  readonly user: string;
  readonly calls: readonly Publication[];
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

/** Something arrived, or the stream ended. */
interface Sighting extends Arrival {
  readonly replica: string | null;
}

interface Gathered {
  /** One instance of each payload and id, for they recur on every stream. */
  readonly texts: Map<string, string>;
  readonly calls: Publication[];
  readonly openings: Map<string, Opening[]>;
  readonly sightings: Map<string, Sighting[]>;
}

const CLOSE = 'close';

/**
 * Gathers a recorded history of event streams, by key:
 * - `publish`, input the payload (a string or a number) or {payload}, output the event's id or null;
 * - `open`, input {connection, lastEventId?, replica?};
 * - `event` {connection, id, payload} and `close` {connection}, observations: in the output, or else in the input.
 * Strings and numbers that are written alike are the same payload, id or connection. What failed did not happen.
 */
export class RecordedStreams {
  readonly #channels = new Map<string, Gathered>();
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
        return this.#note(op, noteEvent);
      case CLOSE:
        return this.#note(op, noteClose);
      default:
        passOver(op, 'publish, open, event and close');
    }
  }

  /** What was taken; a stream that nobody saw end was open up to the end of the history. */
  channels(): RecordedChannel[] {
    return [...this.#channels].map(([user, { texts, calls, openings, sightings }]) => {
      texts.clear();
      const names = new Set([...openings.keys(), ...sightings.keys()]);
      const connections = [...names].flatMap((name) => {
        const seen = (sightings.get(name) ?? []).sort((a, b) => a.atNs - b.atNs || a.index - b.index);
        const lives = livesOf(openings.get(name) ?? [], seen, ({ atNs }) => atNs);
        return lives.flatMap((life) => feedsOf({ user, name, endNs: this.#endNs }, life.opening, life.seen));
      });
      return { user, calls: calls.sort((a, b) => a.index - b.index), connections };
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

function noteEvent({ sightings, texts }: Gathered, op: RecordedOperation): void {
  if (op.outcome === 'info') return;
  const members = membersOf(op, 'an object with a connection, an id and a payload');
  push(sightings, connectionOf(op, members), {
    index: op.index,
    atNs: op.completedNs,
    event: '',
    id: once(texts, textOrNullOf(op, members['id'], 'an object whose id is a string or a number, or null')),
    payload: once(texts, textOf(op, members['payload'], 'an object whose payload is a string or a number')),
    replica: op.replica,
  });
}

// A stream whose client begins to close it owes nothing from then on, whether or not the closing succeeds.
function noteClose({ sightings }: Gathered, op: RecordedOperation): void {
  const members = membersOf(op, 'an object with a connection');
  const { index, invokedNs, replica } = op;
  push(sightings, connectionOf(op, members), {
    index,
    atNs: invokedNs,
    event: CLOSE,
    id: null,
    payload: null,
    replica,
  });
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

function feedsOf(
  { user, name, endNs }: { readonly user: string; readonly name: string; readonly endNs: RunNs },
  opening: Opening | null,
  seen: readonly Sighting[],
): Feed[] {
  const events = seen.filter(({ event }) => event !== CLOSE);
  const connectedNs = opening?.openedNs ?? events[0]?.atNs ?? null;
  if (connectedNs === null) return [];
  return [
    {
      name,
      user,
      replica: opening?.replica ?? seen.find(({ replica }) => replica !== null)?.replica ?? null,
      lastEventId: opening?.lastEventId ?? null,
      opening,
      connectedNs,
      events,
      lastSignNs: -Infinity,
      openUntilNs: seen.find(({ event }) => event === CLOSE)?.atNs ?? endNs,
    },
  ];
}
