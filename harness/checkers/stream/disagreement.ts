import type { Rows } from '../columns/rows.ts';
import type { Feed } from './feed.ts';
import type { Published } from './published.ts';
import type { Shown } from './shown.ts';

/** Two events of one connection in the wrong order, or of two connections in different orders. */
export interface Inversion {
  readonly connection: Feed;
  readonly earlier: Shown;
  readonly later: Shown;
}

/** What one connection showed, in order, each event once. */
export interface Sequence {
  readonly connection: Feed;
  readonly shown: Rows<Shown>;
}

/** The same with a number for each event, the same number on every connection. */
interface Numbered extends Sequence {
  readonly numbers: Int32Array;
}

/** The events on whose order two connections disagree: neighbours of the later one that the earlier one shows the other way round. */
export function disagreements(sequences: readonly Sequence[]): Inversion[] {
  const numbers = new Map<Published, number>();
  const numbered = sequences.map((sequence): Numbered => {
    for (const { published } of sequence.shown)
      numbers.set(published, numbers.get(published) ?? numbers.size);
    return {
      ...sequence,
      numbers: Int32Array.from(sequence.shown, ({ published }) => numbers.get(published) ?? 0),
    };
  });
  if (haveOneOrder(numbered, numbers.size)) return [];
  const places = new Int32Array(numbers.size).fill(ABSENT);
  const showing = showingOf(numbered, numbers.size);
  return numbered.flatMap((one, at) => {
    for (const [place, number] of one.numbers.entries()) places[number] = place;
    const others = new Set<number>();
    for (const number of one.numbers) {
      for (const other of showing[number] ?? []) if (other > at) others.add(other);
    }
    const inversions = [...others]
      .sort((a, b) => a - b)
      .flatMap((other) => disagreementsWith(places, numbered[other]));
    for (const number of one.numbers) places[number] = ABSENT;
    return inversions;
  });
}

const ABSENT = -1;

/** By event, which sequences show it. */
function showingOf(sequences: readonly Numbered[], events: number): number[][] {
  const showing: number[][] = Array.from({ length: events }, () => []);
  for (const [at, { numbers }] of sequences.entries()) {
    for (const number of numbers) showing[number]?.push(at);
  }
  return showing;
}

/** The neighbours that one connection shows the other way round than they are placed. */
function disagreementsWith(places: Int32Array, other: Numbered | undefined): Inversion[] {
  if (!other) return [];
  const { connection, shown, numbers } = other;
  const inversions: Inversion[] = [];
  let [before, beforePlace] = [0, ABSENT];
  for (const [at, number] of numbers.entries()) {
    const place = places[number] ?? ABSENT;
    if (place === ABSENT) continue;
    const [earlier, later] = place < beforePlace ? [shown.at(before), shown.at(at)] : [];
    if (earlier && later) inversions.push({ connection, earlier, later });
    [before, beforePlace] = [at, place];
  }
  return inversions;
}

/**
 * Whether there is one order of all events that every connection keeps to, so that no two disagree: takes, as long as
 * there is one, an event that comes next on every connection that shows it (Kahn 1962).
 */
function haveOneOrder(sequences: readonly Numbered[], events: number): boolean {
  const showing = showingOf(sequences, events);
  const waiting = new Map<number, ArrayIterator<number>[]>();
  const moved = sequences.map(({ numbers }) => numbers.values());
  let taken = 0;
  for (let connection = moved.pop(); connection; connection = moved.pop()) {
    const next = connection.next();
    if (next.done) continue;
    const here = waiting.get(next.value) ?? [];
    here.push(connection);
    waiting.set(next.value, here);
    if (here.length < (showing[next.value]?.length ?? 0)) continue;
    for (const one of here) moved.push(one);
    taken += 1;
  }
  return taken === events;
}
