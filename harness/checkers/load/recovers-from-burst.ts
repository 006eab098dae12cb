import {
  bucketAtRank,
  type Buckets,
  countOf,
  highestUs,
  lowestUs,
  mergeBuckets,
} from '../../load/buckets.ts';
import { quantileRanks } from '../../load/statistics/quantile-ranks.ts';
import { conclude, type Found } from '../conclusion.ts';
import { counted } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { type Burst, burstOf } from './burst.ts';
import { latencyText } from './figures.ts';
import { loadCharts } from './load-charts.ts';
import { type Cell, type MeasuredLoad, measuredLoads } from './measured-load.ts';

export interface RecoveryOptions {
  /** How long the backlog of a burst may take to be worked off. */
  readonly withinMs?: number;
}

/** A median has not recovered when it is surely longer than these times the one before, and by more than this. */
const TIMES_LONGER = 3;
const LONGER_US = 50_000;
/** Fewer answers do not tell a median to speak of. */
const LEAST_ANSWERS = 20;
const CONFIDENCE = 0.999;

/** After a burst each replica answers as it did before: its median, by its interval, is no longer three times as long and 50 ms more. */
export const recoversFromBurst = ({ withinMs = 3000 }: RecoveryOptions = {}): Check => ({
  name: 'recovers-from-burst',
  claim: `${withinMs / 1000} s after a burst, every replica answers as fast as before it.`,
  judge: (history) => judge(history, withinMs),
});

function judge(history: History, withinMs: number): Judgement {
  const loads = measuredLoads(history);
  const found = loads.flatMap((measured) => {
    const burst = burstOf(measured.load);
    return burst === null ? [] : [judgeBurst(measured, burst, withinMs)];
  });
  return conclude({
    violations: found.flatMap(({ violations }) => violations),
    gaps: found.length === 0 ? [nothingOf(loads)] : found.flatMap(({ gaps }) => gaps),
    examined: found.reduce((sum, { examined }) => sum + examined, 0),
    summary: found.map(({ summary }) => summary).join('; ') || nothingOf(loads),
    evidence: found.flatMap(({ evidence = [] }) => evidence),
  });
}

const nothingOf = (loads: readonly MeasuredLoad[]): string =>
  loads.length === 0
    ? 'no load was offered'
    : `${loads.map(({ load }) => load.load).join(' and ')} had no burst`;

/** A replica before and after a burst. */
interface Recovery {
  readonly replica: string;
  readonly before: Span;
  readonly after: Span;
}

interface Span {
  readonly right: number;
  readonly wrong: number;
  readonly cells: readonly Cell[];
  /** Between these the median lies, by 99.9 %, in µs; null with too few answers. */
  readonly median: { readonly lowUs: number; readonly highUs: number } | null;
}

function judgeBurst(measured: MeasuredLoad, burst: Burst, withinMs: number): Found {
  const { load } = measured.load;
  const recoveries = recoveriesOf(measured, burst, withinMs);
  const silent = recoveries.filter(({ before, after }) => before.median === null || after.right === 0);
  return {
    violations: recoveries.flatMap((one) => violationOf(one, withinMs)),
    gaps: [
      ...measured.defects.slice(0, 1),
      ...(recoveries.length === 0 ? [`nobody says which replicas there are under ${load}`] : []),
      ...silent.map(
        ({ replica, before, after }) =>
          `${replica} answered too little around the burst to tell: ${before.right} before, ${after.right} after`,
      ),
    ],
    examined: recoveries.length,
    summary: `${counted(recoveries.length, 'replica')} before and after ${burst.peakPerSecond}/s`,
    evidence: [recoveryTable(recoveries, load), ...loadCharts(measured)],
  };
}

function recoveriesOf(measured: MeasuredLoad, burst: Burst, withinMs: number): Recovery[] {
  const beforeEnds = Math.floor(burst.fromMs / 1000);
  const afterBegins = Math.ceil((burst.untilMs + withinMs) / 1000);
  return measured.replicas.map((replica) => {
    const own = measured.cells.filter((cell) => cell.replica === replica);
    return {
      replica,
      before: spanOf(own.filter(({ second }) => second < beforeEnds)),
      after: spanOf(own.filter(({ second }) => second >= afterBegins)),
    };
  });
}

function spanOf(cells: readonly Cell[]): Span {
  const latencies = mergeBuckets(cells.flatMap(({ right }) => right?.fromDue ?? []));
  const right = countOf(latencies);
  const all = cells.reduce((sum, { count }) => sum + count, 0);
  return { cells, right, wrong: all - right, median: right < LEAST_ANSWERS ? null : medianOf(latencies) };
}

function medianOf(latencies: Buckets): Span['median'] {
  const { lower, upper } = quantileRanks(countOf(latencies), 0.5, CONFIDENCE);
  const low = lower === null ? null : bucketAtRank(latencies, lower);
  const high = upper === null ? null : bucketAtRank(latencies, upper);
  return low === null || high === null ? null : { lowUs: lowestUs(low), highUs: highestUs(high) };
}

function violationOf({ replica, before, after }: Recovery, withinMs: number): Violation[] {
  if (before.median === null || after.median === null) return [];
  const limitUs = Math.max(TIMES_LONGER * before.median.highUs, before.median.highUs + LONGER_US);
  if (after.median.lowUs <= limitUs) return [];
  return [
    {
      anomaly: 'no-recovery',
      message:
        `${replica} took ${spanText(before)} before the burst, and ${spanText(after)} more than ` +
        `${withinMs / 1000} s after it (medians, 99.9 % intervals).`,
      operations: after.cells.slice(0, 3).map(({ index }) => index),
      culprits: [replica],
      cause: `The burst is over and its effect on ${replica} is not: work or waiting was left behind`,
    },
  ];
}

const spanText = ({ median }: Span): string =>
  median === null ? 'not known' : `${latencyText(median.lowUs)} to ${latencyText(median.highUs)}`;

const recoveryTable = (recoveries: readonly Recovery[], load: string): Evidence => ({
  kind: 'table',
  title: `Before and after the burst (${load})`,
  columns: [
    'replica',
    'right before',
    'wrong before',
    'median before',
    'right after',
    'wrong after',
    'median after',
  ],
  rows: recoveries.map(({ replica, before, after }) => [
    replica,
    before.right,
    before.wrong,
    spanText(before),
    after.right,
    after.wrong,
    spanText(after),
  ]),
});
