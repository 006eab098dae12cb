import * as fc from 'fast-check';
import type { RecordedOperation } from '../../../history/recorded.ts';
import type { Judgement } from '../../verdict.ts';
import { streamModel } from '../stream-model.ts';

/** An event as a stream shows it. */
export interface Entry {
  readonly payload: string;
  readonly id: string | null;
}

/** A publish; `info` ones have no answer. */
export interface Call extends Entry {
  readonly invokedNs: number;
  readonly completedNs: number;
  readonly outcome: 'ok' | 'info';
}

/** A stream that shows its entries when everything else is over. */
export interface Reader {
  readonly name: string;
  readonly openedNs: readonly [number, number];
  readonly lastEventId: string | null;
  readonly shows: readonly Entry[];
}

/** When the first arrival of every reader is: after all publishes of the small histories. */
export const ARRIVALS_NS = 1000;

const operation = (more: Partial<RecordedOperation>): RecordedOperation => ({
  index: 0,
  process: 1,
  f: '',
  key: '',
  input: null,
  output: null,
  invokedNs: 0,
  completedNs: 0,
  outcome: 'ok',
  replica: null,
  ...more,
});

/** An `ok` publish from one time to another. */
export const publish = (
  payload: string | number,
  [invokedNs, completedNs]: readonly [number, number],
  output: unknown = null,
  more: Partial<RecordedOperation> = {},
): RecordedOperation => operation({ f: 'publish', input: payload, output, invokedNs, completedNs, ...more });

/** The opening of a stream from one time to another. */
export const open = (
  connection: string,
  [invokedNs, completedNs]: readonly [number, number],
  input: Readonly<Record<string, unknown>> = {},
  more: Partial<RecordedOperation> = {},
): RecordedOperation =>
  operation({ f: 'open', input: { connection, ...input }, invokedNs, completedNs, ...more });

/** An arrival. */
export const event = (
  connection: string,
  atNs: number,
  payload: string | number,
  id: string | number | null = null,
): RecordedOperation =>
  operation({ f: 'event', input: { connection, id, payload }, invokedNs: atNs, completedNs: atNs });

/** The end of a stream. */
export const close = (connection: string, atNs: number): RecordedOperation =>
  operation({ f: 'close', input: { connection }, invokedNs: atNs, completedNs: atNs });

/** What the model says of the operations, numbered by invocation and taken by completion. */
export function judge(operations: readonly RecordedOperation[]): Judgement {
  const judging = streamModel().begin();
  operations
    .toSorted((a, b) => a.invokedNs - b.invokedNs)
    .map((op, index) => ({ ...op, index }))
    .toSorted((a, b) => a.completedNs - b.completedNs)
    .forEach((op) => judging.take(op));
  return judging.conclude({ isOver: () => false, memoryBytes: Infinity });
}

/** Publishes and readers as a recorded history. */
export const historyOf = (calls: readonly Call[], readers: readonly Reader[]): RecordedOperation[] => [
  ...calls.map(({ payload, id, outcome, invokedNs, completedNs }) =>
    publish(payload, [invokedNs, completedNs], outcome === 'ok' ? id : null, { outcome }),
  ),
  ...readers.flatMap(({ name, openedNs, lastEventId, shows }) => [
    open(name, openedNs, { lastEventId }),
    ...shows.map(({ payload, id }, at) => event(name, ARRIVALS_NS + at, payload, id)),
  ]),
];

const planned = fc.record({
  invokedNs: fc.nat(6),
  tookNs: fc.nat(4),
  /** Where in its interval it takes effect; an `info` takes effect later, or never. */
  afterNs: fc.nat(4),
  outcome: fc.constantFrom('ok' as const, 'ok' as const, 'info' as const),
  isDone: fc.boolean(),
});

/** A small log in the order of its ids, which follows the real time, and all calls, those of no effect included. */
export const smallLog = fc.array(planned, { minLength: 1, maxLength: 4 }).map((plans) => {
  const all = plans.map(({ invokedNs, tookNs, afterNs, outcome, isDone }, at) => {
    const isOk = outcome === 'ok';
    return {
      payload: `p${at}`,
      invokedNs,
      completedNs: invokedNs + tookNs,
      outcome,
      effectNs: invokedNs + (isOk ? Math.min(afterNs, tookNs) : 2 * afterNs),
      isDone: isOk || isDone,
    };
  });
  const order = all.toSorted((a, b) => a.effectNs - b.effectNs);
  const calls = order.map((call, at): Call => ({ ...call, id: String(at + 1) }));
  const isDone = new Set(order.flatMap((call, at) => (call.isDone ? String(at + 1) : [])));
  const log = calls.filter(({ id }) => isDone.has(id!)).map(({ payload, id }): Entry => ({ payload, id }));
  return { calls, log };
});

/** What may go wrong with what a stream shows. */
export const mishap = fc.record({
  kind: fc.constantFrom('none', 'drop', 'repeat', 'swap', 'alter', 'rename', 'invent', 'head', 'tail'),
  at: fc.nat(5),
  to: fc.nat(5),
});

/** The entries after one mishap; those from `safe` on stay. */
export function befall(
  entries: readonly Entry[],
  { kind, at, to }: { readonly kind: string; readonly at: number; readonly to: number },
): Entry[] {
  const place = at % Math.max(1, entries.length);
  const one = entries[place];
  if (!one) return kind === 'invent' ? [{ payload: 'nobody', id: '9' }] : [];
  switch (kind) {
    case 'drop':
      return entries.toSpliced(place, 1);
    case 'repeat':
      return entries.toSpliced(to % (entries.length + 1), 0, one);
    case 'swap':
      return entries.toSpliced(place, 1).toSpliced(to % entries.length, 0, one);
    case 'alter':
      return entries.with(place, { ...one, payload: entries[to % entries.length]!.payload });
    case 'rename':
      return entries.with(place, { ...one, id: one.id === null ? null : String(to) });
    case 'invent':
      return entries.toSpliced(place, 0, { payload: 'nobody', id: one.id === null ? null : '9' });
    case 'head':
      return entries.slice(to % 3);
    case 'tail':
      return entries.slice(0, to);
    default:
      return [...entries];
  }
}
