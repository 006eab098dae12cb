import type { Arrivals } from './channel.ts';
import type { Feed } from './feed.ts';
import type { Published } from './published.ts';

/** One appearance of an id with a payload. */
export interface Naming {
  readonly id: string;
  readonly payload: string;
  readonly index: number;
  readonly replica: string | null;
}

/** Ids or payloads that stand for two things each: the groups, each with one naming per thing. */
export interface Clashes {
  readonly ids: readonly (readonly Naming[])[];
  readonly payloads: readonly (readonly Naming[])[];
}

/** Holds every appearance of an id against every other, the publisher's word included. */
export function clashesOf(published: readonly Published[], shown: ReadonlyMap<Feed, Arrivals>): Clashes {
  if (!mayClash(published, shown)) return { ids: [], payloads: [] };
  const [ids, payloads] = [emptyGroups(), emptyGroups()];
  for (const naming of namingsOf(published, shown)) {
    note(ids, naming, 'id', 'payload');
    note(payloads, naming, 'payload', 'id');
  }
  return { ids: groupsWithTwo(ids), payloads: groupsWithTwo(payloads) };
}

/** Whether two namings of events differ in the one side and not the other: told without an object for each. */
function mayClash(published: readonly Published[], shown: ReadonlyMap<Feed, Arrivals>): boolean {
  const named = new Map<string, Published>();
  const ids = new Map<Published, string>();
  const differs = (id: string, event: Published): boolean => {
    const [known, other] = [named.get(id), event.toldId ?? ids.get(event)];
    named.set(id, event);
    if (event.toldId === null) ids.set(event, id);
    return (known !== undefined && known !== event) || (other !== undefined && other !== id);
  };
  for (const event of published) {
    if (event.toldId !== null && event.copies === 1 && differs(event.toldId, event)) return true;
  }
  for (const [, { all }] of shown) {
    for (const { arrival, published: event } of all) {
      if (arrival.id === null || arrival.id === event.toldId || event.copies > 1) continue;
      if (differs(arrival.id, event)) return true;
    }
  }
  return false;
}

// A payload that was published twice goes by two ids, rightly.
function* namingsOf(published: readonly Published[], shown: ReadonlyMap<Feed, Arrivals>): Generator<Naming> {
  for (const { toldId, payload, index, replica, copies } of published) {
    if (toldId !== null && copies === 1) yield { id: toldId, payload, index, replica };
  }
  for (const [{ replica }, { all }] of shown) {
    for (const { arrival, published: event } of all) {
      // What bears the id that its publisher was told is named so already.
      if (arrival.id === null || arrival.id === event.toldId || event.copies > 1) continue;
      yield { id: arrival.id, payload: event.payload, index: arrival.index, replica };
    }
  }
}

/** Namings by one side, for finding those that differ in the other. */
interface Groups {
  /** The first naming of each thing. */
  readonly firsts: Map<string, Naming>;
  /** Where a thing has more, the first naming by each other name. */
  readonly others: Map<string, Map<string, Naming>>;
}

const emptyGroups = (): Groups => ({ firsts: new Map(), others: new Map() });

type Side = 'id' | 'payload';

function note({ firsts, others }: Groups, naming: Naming, by: Side, other: Side): void {
  const first = firsts.get(naming[by]);
  if (!first) firsts.set(naming[by], naming);
  else if (first[other] !== naming[other]) {
    const group = others.get(naming[by]) ?? new Map<string, Naming>();
    others.set(naming[by], group.set(naming[other], group.get(naming[other]) ?? naming));
  }
}

/** The groups in order of their first naming. */
const groupsWithTwo = ({ firsts, others }: Groups): Naming[][] =>
  [...firsts].flatMap(([name, first]) => {
    const group = others.get(name);
    return group ? [[first, ...group.values()]] : [];
  });
