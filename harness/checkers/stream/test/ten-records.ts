import type { RecordedOperation } from '../../../history/recorded.ts';
import { close, event, judge, open, publish } from './recorded-log.ts';

export const REPLICAS = ['r-1', 'r-2'];
export const idOf = (at: number): string => `1700-${at}`;
const startOf = (at: number): number => 1000 + 100 * at;

/** Ten publishes that alternate between two replicas. */
export const published = Array.from({ length: 10 }, (_, at) =>
  publish(`p-${at}`, [startOf(at), startOf(at) + 10], idOf(at), { replica: REPLICAS[at % 2]! }),
);
export const shown = (connection: string, at: number): RecordedOperation =>
  event(connection, startOf(at) + 20, `p-${at}`, idOf(at));
/** All ten events on a stream of each replica. */
const streams = REPLICAS.flatMap((replica) => [
  open(replica, [0, 10], {}, { replica }),
  ...published.map((_, at) => shown(replica, at)),
  close(replica, 3000),
]);
export const healthy = [...published, ...streams];

export const find = (
  operations: readonly RecordedOperation[],
  connection: string,
  at: number,
): RecordedOperation =>
  operations.find(({ f, input }) => f === 'event' && isLike(input, { connection, payload: `p-${at}` }))!;
export const isLike = (input: unknown, like: object): boolean =>
  Object.entries(like).every(([name, value]) => (input as Record<string, unknown>)[name] === value);
export const without = (operations: readonly RecordedOperation[], ...gone: readonly RecordedOperation[]) =>
  operations.filter((op) => !gone.includes(op));
export const replaced = (op: RecordedOperation, by: object): RecordedOperation[] =>
  healthy.map((one) => (one === op ? { ...one, input: { ...(one.input as object), ...by } } : one));
/** The place of an operation in the history, by invocation. */
export const indexIn = (operations: readonly RecordedOperation[], op: RecordedOperation): number =>
  operations.toSorted((a, b) => a.invokedNs - b.invokedNs).indexOf(op);

export const violations = (operations: readonly RecordedOperation[]) => {
  const { verdict } = judge(operations);
  return verdict.status === 'invalid' ? verdict.violations : [];
};
export const anomalies = (operations: readonly RecordedOperation[]) =>
  violations(operations).map(({ anomaly }) => anomaly);

/** A client of the first replica that leaves after the third event and goes on at the second. */
export const resumed = (shows: readonly number[], lastEventId: unknown = idOf(2)): RecordedOperation[] => [
  ...healthy,
  open('left', [20, 30], { replica: 'r-1' }),
  ...[0, 1, 2].map((at) => shown('left', at)),
  close('left', 1250),
  open('again', [1450, 1460], { lastEventId, replica: 'r-2' }),
  ...shows.map((at) => event('again', Math.max(1470, startOf(at) + 20), `p-${at}`, idOf(at))),
];
export const REST = [3, 4, 5, 6, 7, 8, 9];
