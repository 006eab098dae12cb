import { type Materiality, type Stationarity, stationarityOf } from '../../load/statistics/stationarity.ts';
import type { Slo } from '../../load/slo/slo.ts';
import { randomFrom } from '../../time/random.ts';
import { percent } from '../phrases.ts';
import { nearestRank } from '../columns/quantile.ts';
import { latencyText, thousands } from './figures.ts';
import type { MeasuredLoad } from './measured-load.ts';
import { ofAllRight } from './seconds.ts';

const LEAST_SENT = 0.99;
const MOST_MISSED = 0.01;
/** Above it a generator begins to wait for the processor (k6 asks for a fifth to be idle). */
const MOST_CPU = 0.8;
/** A figure of seconds is that which one in twenty of them passes: a moment of trouble is none. */
const SHARE_OF_SECONDS = 0.95;
const SEED = '510';

/** How a load was offered; null where nothing was recorded that says so. */
export interface OfferFigures {
  readonly due: number;
  readonly sent: number;
  readonly missed: number;
  /** Of its busiest thread, 1 for a whole core. */
  readonly cpuShare: number | null;
  readonly loopLagMs: number | null;
  /** Of nine in ten turns of the event loop; null where nobody recorded it. */
  readonly loopLagMsP90: number | null;
  /** Of seconds in which a connection was free: else the lag is the wait for the target. */
  readonly sendLagUs: number | null;
}

/** Sums up how a load was offered. */
export function offerFigures(measured: MeasuredLoad): OfferFigures {
  const { load, offers } = measured;
  const sum = (of: (offer: (typeof offers)[number]) => number) =>
    offers.reduce((total, offer) => total + of(offer), 0);
  const free = offers.filter(({ inFlightMax }) => inFlightMax < load.connections);
  const usual = (values: readonly number[]) => nearestRank(values, SHARE_OF_SECONDS);
  return {
    due: sum(({ due }) => due),
    sent: sum(({ sent }) => sent),
    missed: sum(({ missed }) => missed),
    cpuShare: usual(offers.map(({ cpuShare }) => cpuShare)),
    loopLagMs: usual(offers.map(({ loopLagMsP99 }) => loopLagMsP99)),
    loopLagMsP90: usual(offers.flatMap(({ loopLagMsP90 = [] }) => loopLagMsP90)),
    sendLagUs: usual(free.map(({ sendLagUsP99 }) => sendLagUsP99)),
  };
}

/** Why what was measured of a load may not be the target's doing: a sentence each, none when all is well. */
export function reasonsAgainst(measured: MeasuredLoad, figures: OfferFigures): string[] {
  const restless = measured.load.steady ? unsettled(measured) : null;
  return [...offerReasons(measured, figures), ...(restless === null ? [] : [restless])].map(
    (reason) => `${measured.load.load}: ${reason}`,
  );
}

/** Of these, those that tell of the offering alone. */
export function offerReasons(measured: MeasuredLoad, figures: OfferFigures): string[] {
  const reasons = [
    unrecorded(measured),
    ...(measured.load.closed ? [] : [tooFewSent(figures), tooManyMissed(figures)]),
    tooBusy(figures),
  ];
  return reasons.filter((reason) => reason !== null);
}

/** A generator that stopped early, or was never there, says nothing. */
function unrecorded({ seconds: { from, before }, offers, defects }: MeasuredLoad): string | null {
  const recorded = new Set(offers.map(({ second }) => second)).size;
  const [defect] = defects;
  if (defect !== undefined) return defect;
  if (recorded === 0) return 'no second was recorded after the warm-up';
  return recorded < before - from ? `only ${recorded} of ${before - from} seconds were recorded` : null;
}

function tooFewSent({ due, sent }: OfferFigures): string | null {
  if (due === 0) return 'no request was due';
  if (sent / due >= LEAST_SENT) return null;
  return `only ${thousands(sent)} of the ${thousands(due)} requests due were sent (${percent(sent / due)}; ${percent(LEAST_SENT)} are needed)`;
}

function tooManyMissed({ due, missed }: OfferFigures): string | null {
  if (missed <= due * MOST_MISSED) return null;
  return `${thousands(missed)} of ${thousands(due)} arrivals were missed (${percent(missed / due)}; at most ${percent(MOST_MISSED)} may be)`;
}

/** Whether a generator had no time to spare: then it may have measured itself. */
export const isGeneratorBusy = ({ cpuShare }: OfferFigures): boolean =>
  cpuShare !== null && cpuShare >= MOST_CPU;

function tooBusy(figures: OfferFigures): string | null {
  const { cpuShare } = figures;
  if (cpuShare === null || !isGeneratorBusy(figures)) return null;
  return `the generator used ${percent(cpuShare)} of a core per thread in its busiest seconds (it must stay below ${percent(MOST_CPU)})`;
}

/**
 * What the generator may have added to a latency, in µs: the p99 of its lateness. It lengthens latencies and never shortens
 * one, since they are taken from the due time: what is kept is kept all the same, and what is not may be its doing.
 */
export const addedUs = ({ sendLagUs, loopLagMs }: OfferFigures): number =>
  Math.max(sendLagUs ?? 0, (loopLagMs ?? 0) * 1000);

/** A drift matters by what is claimed: a tenth of a limit may be gone by the next run. */
const PART_OF_LIMIT = 0.1;
/** A shorter one nobody sees. */
const LEAST_DRIFT_US = 1000;

/** Of a quantile, against the lowest limit that is of it or of a higher one; Infinity where there is none. */
const materialityOf =
  (slos: readonly Slo[]): Materiality =>
  (share) => {
    const limitsUs = slos.flatMap(({ limit }) => {
      if (!('limitUs' in limit)) return [];
      return limit.kind !== 'quantile' || limit.percent >= 100 * share ? [limit.limitUs] : [];
    });
    return Math.max(LEAST_DRIFT_US, PART_OF_LIMIT * Math.min(...limitsUs));
  };

/** A load of which no latency is claimed need not settle. */
function unsettled(measured: MeasuredLoad): string | null {
  if (!measured.slos.some(({ limit }) => 'limitUs' in limit)) return null;
  const stationarity: Stationarity = stationarityOf(
    ofAllRight(measured),
    materialityOf(measured.slos),
    randomFrom(SEED),
  );
  switch (stationarity.kind) {
    case 'alike':
      return null;
    case 'too short':
      return `only ${stationarity.seconds} seconds were measured; ${stationarity.needed} are needed to tell whether the run was settled`;
    case 'drifts': {
      const { share, firstUs, lastUs, ratio } = stationarity.drift;
      const times = ratio.map((end) => end.toFixed(2)).join('–');
      return (
        `its last third is not like its first: p${share * 100} ${latencyText(firstUs)}, then ${latencyText(lastUs)} ` +
        `(${times} times as long, with 99 % confidence)`
      );
    }
  }
}
