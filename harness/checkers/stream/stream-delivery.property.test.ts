import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyOperation, Operation } from '../../history/operation.ts';
import { streamDelivery } from './stream-delivery.ts';
import { certainLogs, logs, playLog } from './test/simulated-log.ts';
import { historyOf } from './test/stream-history.ts';

const anomalies = (operations: readonly AnyOperation[]): string[] => {
  const { verdict } = streamDelivery().judge(historyOf(operations));
  return verdict.status === 'invalid' ? verdict.violations.map(({ anomaly }) => anomaly) : [];
};

test('a correct log is never invalid, whatever the streams', () => {
  fc.assert(
    fc.property(logs, (log) => {
      expect(anomalies(playLog(log))).toEqual([]);
    }),
    { numRuns: 10_000 },
  );
}, 120_000);

type Shown = Operation<'event'>;
const isShown = (op: AnyOperation): op is Shown =>
  op.f === 'event' && op.input.payload?.startsWith('p-') === true;

/** A correct log with two neighbouring events of one stream, the first surely published when the stream was open. */
const withNeighbours = fc.tuple(certainLogs, fc.nat()).map(([log, pick]) => {
  const operations = playLog(log);
  const byStream = [...Map.groupBy(operations.filter(isShown), (op) => op.input.connection)];
  const pairs = byStream.flatMap(([name, shown]) => {
    const helloNs = operations.find((op) => op.f === 'event' && op.input.connection === name)!.completedNs;
    return shown.slice(1).flatMap((second, at): [Shown, Shown][] => {
      const first = shown[at]!;
      const source = operations.find((op) => op.f === 'publish' && op.input.payload === first.input.payload)!;
      return source.invokedNs > helloNs ? [[first, second]] : [];
    });
  });
  return { operations, pair: pairs[pick % Math.max(1, pairs.length)] };
});

test('dropping one event, showing it twice, or swapping two neighbours is always found', () => {
  let found = 0;
  fc.assert(
    fc.property(withNeighbours, ({ operations, pair }) => {
      if (!pair) return;
      const [first, second] = pair;
      expect(anomalies(operations.filter((op) => op !== first))).toEqual(['lost']);
      const last = { ...first, invokedNs: 1e12, completedNs: 1e12 };
      expect(anomalies([...operations, last])).toEqual(['duplicate']);
      const exchanged = new Map<AnyOperation, Shown['input']>([
        [first, second.input],
        [second, first.input],
      ]);
      const swap = (op: AnyOperation): AnyOperation =>
        op.f === 'event' ? { ...op, input: exchanged.get(op) ?? op.input } : op;
      expect(anomalies(operations.map(swap))).toEqual(['reordered']);
      found += 1;
    }),
    { numRuns: 2000 },
  );
  expect(found).toBeGreaterThan(500);
}, 120_000);
