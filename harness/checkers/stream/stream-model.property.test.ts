import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyOperation, Operation } from '../../history/operation.ts';
import type { RecordedOperation } from '../../history/recorded.ts';
import { certainLogs, logs, playLog } from './test/simulated-log.ts';
import { judge } from './test/recorded-log.ts';

type Shown = Operation<'event'>;
const isShown = (op: AnyOperation): op is Shown =>
  op.f === 'event' && op.input.payload?.startsWith('p-') === true;

/** What a program would record that saw the same: no heartbeats, and an observation for each event and end. */
function recorded(op: AnyOperation): RecordedOperation[] {
  const { index, process, invokedNs, completedNs, outcome, replica } = op;
  const frame = { index, process, key: '', output: null, invokedNs, completedNs, outcome, replica };
  if (op.f === 'publish') return [{ ...frame, f: 'publish', input: op.input.payload, output: op.output?.id }];
  if (op.f === 'stream') return [{ ...frame, f: 'open', input: op.input }];
  if (op.f === 'stream-end') return [{ ...frame, f: 'close', input: op.input }];
  return isShown(op) ? [{ ...frame, f: 'event', input: op.input }] : [];
}

const anomalies = (operations: readonly AnyOperation[]): string[] => {
  const { verdict } = judge(operations.flatMap(recorded));
  return verdict.status === 'invalid' ? verdict.violations.map(({ anomaly }) => anomaly) : [];
};

test('a correct log with streams that begin and resume anywhere is never invalid', () => {
  fc.assert(
    fc.property(logs, (log) => {
      expect(anomalies(playLog(log))).toEqual([]);
    }),
    { numRuns: 5000 },
  );
}, 120_000);

/** A correct log and two neighbouring events of one stream. */
const withNeighbours = fc.tuple(certainLogs, fc.nat()).map(([log, pick]) => {
  const operations = playLog(log);
  const byStream = [...Map.groupBy(operations.filter(isShown), (op) => op.input.connection).values()];
  const pairs = byStream.flatMap((shown) =>
    shown.slice(1).map((second, at): [Shown, Shown] => [shown[at]!, second]),
  );
  return { operations, pair: pairs[pick % Math.max(1, pairs.length)] };
});

test('an event that is shown twice, altered, renamed, or put after the next is always found', () => {
  let found = 0;
  fc.assert(
    fc.property(withNeighbours, ({ operations, pair }) => {
      if (!pair) return;
      const [first, second] = pair;
      const last = { ...first, invokedNs: 1e12, completedNs: 1e12 };
      expect(anomalies([...operations, last])).toEqual(['duplicate']);
      const changed = (op: Shown, by: Partial<Shown['input']>) =>
        operations.map((one) => (one === op ? { ...op, input: { ...op.input, ...by } } : one));
      expect(anomalies(changed(first, { payload: 'p-other' }))).toContain('altered');
      expect(anomalies(changed(first, { id: second.input.id }))).toContain('id-space-collision');
      expect(anomalies(changed(first, { payload: 'p-other', id: 'other' }))).toContain('phantom');
      const after = { ...first, invokedNs: second.completedNs + 0.5, completedNs: second.completedNs + 0.5 };
      expect(anomalies([...operations.filter((op) => op !== first), after])).toContain('reordered');
      found += 1;
    }),
    { numRuns: 1000 },
  );
  expect(found).toBeGreaterThan(250);
}, 120_000);

test('an event that is left out between two others of a stream is always found', () => {
  let found = 0;
  fc.assert(
    fc.property(withNeighbours, ({ operations, pair }) => {
      const shown = operations.filter(
        (op) => isShown(op) && op.input.connection === pair?.[0].input.connection,
      );
      const at = pair ? shown.indexOf(pair[0]) : 0;
      if (!pair || at === 0) return;
      const expected = anomalies(operations.filter((op) => op !== pair[0]));
      expect(expected).toHaveLength(1);
      expect(['lost', 'resume-gap']).toContain(expected[0]);
      found += 1;
    }),
    { numRuns: 1000 },
  );
  expect(found).toBeGreaterThan(100);
}, 120_000);
