import { NS_PER_MS, NS_PER_S, type RunNs } from '../../time/clock.ts';
import { arrivalsOf, durationMsOf, type Phase } from './schedule.ts';

/** The arrivals that are due up to an instant, as a function of time, and the way back. */
export interface CumulativeRate {
  /** How many arrivals are due in all. */
  readonly total: number;
  /**
   * The instant at which that many are due, from 0 up to but not at the end. Made for counts that only grow: it keeps
   * the phase in which the last one was found.
   */
  readonly instantOf: (count: number) => RunNs;
}

/**
 * The inverse of the cumulative rate over phases: within one, the root of a quadratic, in the form that also holds
 * where the rate does not change or begins at zero. Each instant comes from its count alone, so no rounding adds up.
 */
export function cumulativeRate(phases: readonly Phase[]): CumulativeRate {
  const { countAt, startNs, fromPerSecond, growth } = tablesOf(phases);
  const lastNs = Math.ceil(durationMsOf(phases) * NS_PER_MS) - 1;
  let at = 0;
  const instantOf = (count: number): RunNs => {
    while (count >= (countAt[at + 1] ?? Infinity)) at += 1;
    const within = count - (countAt[at] ?? 0);
    const from = fromPerSecond[at] ?? 0;
    const root = Math.sqrt(Math.max(0, from * from + 2 * (growth[at] ?? 0) * within));
    const seconds = within > 0 ? (2 * within) / (from + root) : 0;
    const dueNs = (startNs[at] ?? 0) + seconds * NS_PER_S;
    return Math.min(Math.round(dueNs), lastNs);
  };
  return { total: countAt[phases.length] ?? 0, instantOf };
}

/** By phase: the counts and the instants at which they begin, their first rates, and how these grow per second. */
function tablesOf(phases: readonly Phase[]) {
  const countAt = new Float64Array(phases.length + 1);
  const startNs = new Float64Array(phases.length + 1);
  const fromPerSecond = new Float64Array(phases.length);
  const growth = new Float64Array(phases.length);
  for (const [at, phase] of phases.entries()) {
    countAt[at + 1] = (countAt[at] ?? 0) + arrivalsOf(phase);
    startNs[at + 1] = (startNs[at] ?? 0) + phase.durationMs * NS_PER_MS;
    fromPerSecond[at] = phase.fromPerSecond;
    growth[at] = ((phase.toPerSecond - phase.fromPerSecond) * 1000) / phase.durationMs;
  }
  return { countAt, startNs, fromPerSecond, growth };
}
