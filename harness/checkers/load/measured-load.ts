import { type AnyOperation, type Operation, operationsNamed } from '../../history/operation.ts';
import type { InputOf, Stage } from '../../history/vocabulary.ts';
import { type Buckets, countOf } from '../../load/buckets.ts';
import { decodeBuckets } from '../../load/decode-buckets.ts';
import { parseSlo } from '../../load/slo/parse-slo.ts';
import type { Slo } from '../../load/slo/slo.ts';
import type { RunNs } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { answererOf } from '../answerer.ts';

/** Who answered when nobody says who. */
export const UNATTRIBUTED = 'unattributed';

/** One load of a history, without its warm-up. */
export interface MeasuredLoad {
  readonly load: InputOf<'load'>;
  readonly stage: string;
  readonly beganNs: RunNs;
  /** What it must keep. */
  readonly slos: readonly Slo[];
  /** All that could have answered, by name. */
  readonly replicas: readonly string[];
  /** The seconds since the load began that were measured: from `from` on, before `before`; those before `wholeBefore` were whole. */
  readonly seconds: { readonly from: number; readonly before: number; readonly wholeBefore: number };
  readonly cells: readonly Cell[];
  readonly offers: readonly InputOf<'load-offer'>[];
  /** Why it ended before its time; null when it did not. */
  readonly stopped: string | null;
  /** What was recorded before the load was measured. */
  readonly warmUp: Pick<MeasuredLoad, 'cells' | 'offers'>;
  /** What was recorded of it and cannot be used, a sentence each. */
  readonly defects: readonly string[];
}

/** Answers of one second to one operation, by one replica, of one class. */
export interface Cell {
  /** Of the operation in the history. */
  readonly index: number;
  readonly second: number;
  readonly operation: string;
  /** UNATTRIBUTED when nobody says who answered. */
  readonly replica: string;
  readonly count: number;
  /** Null when they were wrong, or there was no answer. */
  readonly right: { readonly fromDue: Buckets; readonly fromSending: Buckets } | null;
}

/** The loads of a history, each with what was measured of it. */
export function measuredLoads({ operations, stages }: History): MeasuredLoad[] {
  const latencies = operationsNamed(operations, 'load-latency');
  const offers = operationsNamed(operations, 'load-offer');
  const stops = operationsNamed(operations, 'load-stop');
  return operationsNamed(operations, 'load').map((began) => {
    const isOfIt = ({
      stage,
      input,
    }: {
      readonly stage: string;
      readonly input: { readonly load: string };
    }) => stage === began.stage && input.load === began.input.load;
    return measuredLoad({
      began,
      stage: stages.find(({ stage }) => stage === began.stage),
      latencies: latencies.filter(isOfIt),
      offers: offers.filter(isOfIt).map(({ input }) => input),
      stopped: stops.find(isOfIt)?.input ?? null,
    });
  });
}

interface Recorded {
  readonly began: Operation<'load'>;
  readonly stage: Stage | undefined;
  readonly latencies: readonly Operation<'load-latency'>[];
  readonly offers: readonly InputOf<'load-offer'>[];
  readonly stopped: InputOf<'load-stop'> | null;
}

function measuredLoad({ began, stage, latencies, offers, stopped }: Recorded): MeasuredLoad {
  const load = began.input;
  const from = Math.ceil(load.warmUpMs / 1000);
  // A second that only begins before the load ends is measured, and one after it was never offered.
  const offered = Math.ceil(load.durationMs / 1000);
  const whole = stopped?.second ?? Infinity;
  const before = Math.min(
    whole,
    latencies.reduce((most, { input }) => Math.max(most, input.second + 1), offered),
    Math.ceil((load.warmUpMs + load.durationMs) / 1000),
  );
  const isMeasured = ({ second }: { readonly second: number }) => second >= from && second < before;
  const isEarly = ({ second }: { readonly second: number }) => second < from;
  const cellsIn = (isIn: typeof isMeasured) =>
    latencies.filter(({ input }) => isIn(input)).map((op) => cellOf(op, stage));
  const measured = cellsIn(isMeasured);
  const cells = measured.filter((cell) => typeof cell !== 'string');
  const slos = load.slos.map(parseSlo);
  return {
    load,
    stage: began.stage,
    beganNs: began.invokedNs,
    slos: slos.filter((slo) => typeof slo !== 'string'),
    replicas: stage?.replicas.map(({ name }) => name) ?? seenBy(cells),
    seconds: { from, before, wholeBefore: Math.min(whole, Math.floor(load.durationMs / 1000)) },
    cells,
    offers: offers.filter(isMeasured),
    stopped: stopped?.why ?? null,
    warmUp: {
      cells: cellsIn(isEarly).filter((cell) => typeof cell !== 'string'),
      offers: offers.filter(isEarly),
    },
    defects: [...slos, ...measured].filter((one) => typeof one === 'string'),
  };
}

const seenBy = (cells: readonly Cell[]): string[] =>
  [...new Set(cells.map(({ replica }) => replica))].filter((name) => name !== UNATTRIBUTED).sort();

/** A cell; or why what was recorded is none. */
function cellOf(op: Operation<'load-latency'>, stage: Stage | undefined): Cell | string {
  const { second, operation, count, answer, right, latency, service } = op.input;
  const replica = replicaOf(op, stage);
  const cell = { index: op.index, second, operation, replica, count, right: null };
  const what = `second ${second} of ${operation} (${replica})`;
  if (!Number.isInteger(second)) return `${what} is no whole second`;
  if (!Number.isSafeInteger(count) || count < 0) return `${what} counts ${count} answers`;
  if (!right || answer === 'none') return cell;
  const [fromDue, fromSending] = [decodeBuckets(latency), decodeBuckets(service)];
  if (fromDue === null || fromSending === null) return `the histogram of ${what} cannot be read`;
  const held = [fromDue, fromSending].map(countOf).find((holds) => holds !== count);
  if (held !== undefined) return `the histogram of ${what} holds ${held} of ${count} answers`;
  return { ...cell, right: { fromDue, fromSending } };
}

function replicaOf(op: AnyOperation, stage: Stage | undefined): string {
  return (stage === undefined ? op.replica : answererOf(op, stage)) ?? UNATTRIBUTED;
}
