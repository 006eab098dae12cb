import { REPEATS } from './trial.ts';

/** What bounds the search for the highest rate that holds an objective; rates in calls per second, all above 0. */
export interface SearchSettings {
  /** The first rate tried. */
  readonly startPerSecond: number;
  /** No rate below is tried. */
  readonly floorPerSecond: number;
  /** No rate above is tried. */
  readonly ceilingPerSecond: number;
  /** How far apart, as a share of the lower one, a rate that holds and one that breaks may lie; 0.005 at the least. */
  readonly tolerance: number;
  /** How often the rate found must hold again. */
  readonly confirmations: number;
  /** After more failed confirmations than this, the system is unsteady. */
  readonly mostFailedConfirmations: number;
  /** Trials together take no longer, if the next one takes no longer than the longest; null for no such bound. */
  readonly deadlineMs: number | null;
}

/** What a search starts from when nothing else is asked for. */
export const DEFAULT_SEARCH: SearchSettings = {
  startPerSecond: 100,
  floorPerSecond: 1,
  ceilingPerSecond: 100_000,
  tolerance: 0.05,
  confirmations: 2,
  mostFailedConfirmations: 3,
  deadlineMs: null,
};

/** Rates have four digits: closer together than this, there might be none between them. */
const LEAST_TOLERANCE = 0.005;

/** Whether a rate that does not hold is as close above one that holds as the tolerance asks. */
export const isClose = (held: number, above: number, { tolerance }: SearchSettings): boolean =>
  above - held <= Math.max(tolerance, LEAST_TOLERANCE) * held;

/** No search takes more trials than this, however they come out. */
export function mostTrials(settings: SearchSettings): number {
  const { startPerSecond, floorPerSecond, ceilingPerSecond, confirmations } = settings;
  const doubles = doublings(startPerSecond, ceilingPerSecond) + 2;
  const halves = doublings(floorPerSecond, ceilingPerSecond) + 2;
  // Rates a factor of two apart at most; each bisection halves the logarithm, and rounding adds 0.0005 to it.
  const least = Math.log1p(Math.max(settings.tolerance, LEAST_TOLERANCE)) - 0.001;
  const bisections = doublings(least, Math.LN2) + 1;
  const rounds = settings.mostFailedConfirmations + 1;
  return (REPEATS + 1) * (doubles + halves + rounds * (1 + bisections + confirmations));
}

const doublings = (from: number, to: number): number => Math.max(0, Math.ceil(Math.log2(to / from)));
