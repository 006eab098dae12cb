import { maxUs, quantileUs } from '../buckets.ts';
import {
  bucketsOf,
  createHistogram,
  encodeHistogram,
  type LatencyHistogram,
  recordUs,
} from '../histogram.ts';
import { ANSWER_CLASSES, type LatencySlice, type LoadSecond } from './load-second.ts';
import type { ThreadGauges, ThreadReport } from './messages.ts';
import { forEachSample, isMissed, isRight, partsOf } from './samples.ts';

export interface SecondsOptions {
  /** Of each call, by its place in the mix. */
  readonly operations: readonly string[];
  readonly replicas: readonly string[];
  readonly threads: number;
  /** Takes each second, in order, once nothing that was due in it is open any more. */
  readonly onSecond: (second: LoadSecond) => void;
}

interface Pair {
  readonly latency: LatencyHistogram;
  readonly service: LatencyHistogram;
  count: number;
}

interface OpenSecond {
  readonly pairs: Map<number, Pair>;
  readonly sendLag: LatencyHistogram;
  missed: number;
}

/** Puts the reports of threads together, second by second; keeps only seconds in which something is still open. */
export function gatherSeconds(options: SecondsOptions): (thread: number, report: ThreadReport) => void {
  const open = new Map<number, OpenSecond>();
  const gauges = new Map<number, ThreadGauges[]>();
  const settled = Array.from({ length: options.threads }, () => 0);
  const toldOf = Array.from({ length: options.threads }, () => -1);
  let next = 0;

  const secondAt = (second: number): OpenSecond => {
    const found = open.get(second) ?? { pairs: new Map(), sendLag: createHistogram(), missed: 0 };
    open.set(second, found);
    return found;
  };
  const close = (before: number): void => {
    const last = Math.max(-1, ...open.keys());
    for (; next < before && next <= last; next += 1) {
      options.onSecond(closed(options, next, secondAt(next), gauges.get(next) ?? []));
      open.delete(next);
      gauges.delete(next);
    }
  };
  return (thread, { samples, settledBefore, gauges: told }) => {
    forEachSample(samples, (second, key, latencyUs, serviceUs) =>
      keep(secondAt(second), { key, latencyUs, serviceUs }),
    );
    // A thread that was late tells nothing in some seconds: they are as its next report says.
    const first = Math.min(told.second, Math.max(next, (toldOf[thread] ?? -1) + 1));
    for (let second = first; second <= told.second; second += 1)
      gauges.set(second, [...(gauges.get(second) ?? []), told]);
    toldOf[thread] = told.second;
    settled[thread] = settledBefore;
    close(Math.min(...settled));
  };
}

interface Timed {
  readonly key: number;
  readonly latencyUs: number;
  readonly serviceUs: number;
}

function keep(second: OpenSecond, { key, latencyUs, serviceUs }: Timed): void {
  if (isMissed(key)) second.missed += 1;
  else recordUs(second.sendLag, Math.max(0, latencyUs - serviceUs));
  let pair = second.pairs.get(key);
  if (!pair) {
    pair = { latency: createHistogram(), service: createHistogram(), count: 0 };
    second.pairs.set(key, pair);
  }
  pair.count += 1;
  recordUs(pair.latency, latencyUs);
  recordUs(pair.service, serviceUs);
}

function closed(
  { operations, replicas }: SecondsOptions,
  second: number,
  { pairs, sendLag, missed }: OpenSecond,
  gauges: readonly ThreadGauges[],
): LoadSecond {
  const latencies = [...pairs]
    .filter(([key]) => !isMissed(key))
    .map(([key, { latency, service, count }]): LatencySlice => {
      const { call, replica, statusClass } = partsOf(key);
      return {
        operation: operations[call] ?? '',
        replica: replicas[replica] ?? null,
        answer: ANSWER_CLASSES[statusClass] ?? 'none',
        right: isRight(key),
        count,
        latency: encodeHistogram(latency),
        service: encodeHistogram(service),
      };
    });
  const count = (of: readonly LatencySlice[]): number => of.reduce((sum, slice) => sum + slice.count, 0);
  const sent = count(latencies);
  const lags = bucketsOf(sendLag);
  const most = (of: (gauge: ThreadGauges) => number): number => Math.max(0, ...gauges.map(of));
  return {
    second,
    due: sent + missed,
    sent,
    missed,
    answered: count(latencies.filter(({ answer }) => answer !== 'none')),
    sendLagUsP99: quantileUs(lags, 0.99) ?? 0,
    sendLagUsMax: maxUs(lags) ?? 0,
    waitingMax: most(({ waitingMax }) => waitingMax),
    inFlightMax: most(({ inFlightMax }) => inFlightMax),
    cpuShare: most(({ cpuShare }) => cpuShare),
    loopLagMsP90: most(({ loopLagMsP90 }) => loopLagMsP90),
    loopLagMsP99: most(({ loopLagMsP99 }) => loopLagMsP99),
    latencies,
  };
}
