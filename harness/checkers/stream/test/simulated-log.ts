import * as fc from 'fast-check';
import type { AnyOperation, Operation } from '../../../history/operation.ts';
import { connected, ended, event, heartbeat, open, publish } from './stream-history.ts';

const publication = fc.record({
  gapMs: fc.integer({ min: 0, max: 400 }),
  tookMs: fc.integer({ min: 0, max: 300 }),
  /** Where in its interval the event gets its id and becomes visible. */
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  replica: fc.constantFrom('b-1', 'b-2'),
  answered: fc.oneof(
    { weight: 9, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
});

const stream = fc.record({
  openMs: fc.integer({ min: 0, max: 3000 }),
  tookMs: fc.integer({ min: 0, max: 200 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  helloMs: fc.integer({ min: 0, max: 100 }),
  lifeMs: fc.integer({ min: 0, max: 9000 }),
  delayMs: fc.integer({ min: 0, max: 400 }),
  replica: fc.constantFrom('b-1', 'b-2'),
  /** Which event to resume after, if it has one by then. */
  resumeAfter: fc.option(fc.nat(30)),
});

/** What a run of an event log is made of: its publications and the streams that read it. */
export const logs = fc.record({
  publications: fc.array(publication, { minLength: 1, maxLength: 20 }),
  streams: fc.array(stream, { minLength: 1, maxLength: 4 }),
});

/** The same with every publish answered, so that every event is owed. */
export const certainLogs = logs.map((log) => ({
  ...log,
  publications: log.publications.map((one) => ({ ...one, answered: true })),
}));

type Log = typeof logs extends fc.Arbitrary<infer Value> ? Value : never;

interface Entry {
  readonly payload: string;
  readonly id: string;
  readonly visibleMs: number;
  readonly op: Operation<'publish'>;
}

/** Plays one log: ids in the order of visibility, every open stream shows every event from its place on, once. */
export function playLog(log: Log): AnyOperation[] {
  const entries = entriesOf(log);
  return [
    ...entries.map(({ op }) => op),
    ...log.streams.flatMap((one, at) => playStream(one, `s-${at}`, entries)),
  ];
}

function entriesOf({ publications }: Log): Entry[] {
  let clockMs = 0;
  const planned = publications.map(({ gapMs, tookMs, at, replica, answered }, number) => {
    clockMs += gapMs;
    return {
      atMs: clockMs,
      visibleMs: clockMs + at * tookMs * (answered ? 1 : 5),
      payload: `p-${number}`,
      tookMs,
      replica,
      answered,
    };
  });
  return planned
    .toSorted((a, b) => a.visibleMs - b.visibleMs)
    .map(({ atMs, visibleMs, payload, tookMs, replica, answered }, place) => {
      const id = `1700-${place}`;
      const options = answered ? { id, tookMs } : { status: null, tookMs };
      return { payload, id, visibleMs, op: publish(atMs, payload, replica, options) };
    });
}

function playStream(plan: Log['streams'][number], name: string, entries: readonly Entry[]): AnyOperation[] {
  const attachedMs = plan.openMs + plan.at * plan.tookMs;
  const openMs = plan.openMs + plan.tookMs + plan.helloMs;
  const endMs = openMs + plan.lifeMs;
  const visible = entries.filter(({ visibleMs }) => visibleMs < plan.openMs);
  const last =
    plan.resumeAfter === null ? undefined : visible[plan.resumeAfter % Math.max(1, visible.length)];
  const after = last ? entries.indexOf(last) : -1;
  const due = entries.filter((entry, at) => (last ? at > after : entry.visibleMs > attachedMs));
  const shown = due
    .map((entry) => ({ entry, atMs: Math.max(openMs, entry.visibleMs + plan.delayMs) }))
    .filter(({ atMs }) => atMs <= endMs);
  const beats = Array.from({ length: Math.floor(plan.lifeMs / 1000) }, (_, at) => openMs + 1000 * (at + 1));
  return [
    open(plan.openMs, name, plan.replica, { tookMs: plan.tookMs, lastEventId: last?.id ?? null }),
    connected(openMs, name),
    ...shown.map(({ entry, atMs }) => event(atMs, name, entry.payload, { id: entry.id })),
    ...beats.map((atMs) => heartbeat(atMs, name)),
    ended(endMs, name),
  ];
}
