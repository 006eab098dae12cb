import { isClose, type SearchSettings } from './search-settings.ts';
import { type Standing, standingOf } from './standing.ts';
import { findingsOf, type Purpose, type Trial } from './trial.ts';

/** What to do next: try a rate, in calls per second, or end. */
export type Step =
  | { readonly kind: 'try'; readonly ratePerSecond: number; readonly purpose: Purpose }
  | { readonly kind: 'stop'; readonly stop: Stop };

/**
 * Why the search ended, with rates in calls per second. Only `found` has a capacity: what the others know is what held
 * and what broke, null where nothing did. `assumedBroken` are the rates that are only taken for broken, as no trial of
 * them could be decided.
 */
export type Stop = Known &
  (
    | { readonly reason: 'found'; readonly capacity: Capacity }
    /** The highest rate allowed holds, and was confirmed. */
    | { readonly reason: 'ceiling'; readonly atLeastPerSecond: number }
    /** The generator could offer no more: what held is a hint, and no capacity. */
    | { readonly reason: 'generator' }
    | { readonly reason: 'deadline' }
    /** Even the lowest rate allowed breaks. */
    | { readonly reason: 'never-held' }
    /** Confirmations keep failing: the same rate holds now and breaks then. */
    | { readonly reason: 'unsteady' }
  );

/** What the trials have shown, whether or not it is enough. */
interface Known {
  readonly heldPerSecond: number | null;
  readonly brokenPerSecond: number | null;
  readonly assumedBroken: readonly number[];
}

/** The highest rate that held and was confirmed, and the lowest that broke, in calls per second. */
interface Capacity {
  readonly ratePerSecond: number;
  readonly brokenPerSecond: number;
}

/**
 * The next trial, or the end, from all trials so far and nothing else: doubles until a rate does not hold (halves until
 * one holds), bisects to the tolerance, confirms. A trial that shows nothing changes nothing, so it is asked for again. A
 * failed confirmation is a rate that broke: bisecting goes on below it. A rate that the generator cannot offer is passed
 * over for lower ones, and ends the search when none of them breaks.
 */
export function nextStep(trials: readonly Trial[], settings: SearchSettings): Step {
  const standing = standingOf(findingsOf(trials));
  const step = stepFrom(standing, settings);
  if (step.kind === 'stop' || !isOutOfTime(trials, settings)) return step;
  return end({ ...known(standing), reason: 'deadline' });
}

const attempt = (ratePerSecond: number, purpose: Purpose): Step => ({ kind: 'try', ratePerSecond, purpose });
const end = (stop: Stop): Step => ({ kind: 'stop', stop });

/** Whether the next trial, if it takes as long as the longest one, would end too late. */
function isOutOfTime(trials: readonly Trial[], { deadlineMs }: SearchSettings): boolean {
  const tookMs = trials.map((trial) => trial.tookMs);
  const soFarMs = tookMs.reduce((sum, ms) => sum + ms, 0);
  return deadlineMs !== null && soFarMs + Math.max(...tookMs) > deadlineMs;
}

const known = ({ heldPerSecond, brokenPerSecond, findings }: Standing): Known => ({
  heldPerSecond,
  brokenPerSecond: brokenPerSecond === Infinity ? null : brokenPerSecond,
  assumedBroken: findings.filter(({ assumed }) => assumed).map(({ ratePerSecond }) => ratePerSecond),
});

function stepFrom(standing: Standing, settings: SearchSettings): Step {
  const { heldPerSecond: held, brokenPerSecond: broken, generatorPerSecond: generator } = standing;
  if (standing.isUnconfirmable) return end({ ...known(standing), reason: 'generator' });
  if (standing.failedConfirmations > settings.mostFailedConfirmations)
    return end({ ...known(standing), reason: 'unsteady' });
  if (held === null) return downFrom(standing, settings);
  if (held >= settings.ceilingPerSecond || isClose(held, broken, settings))
    return confirmed(held, standing, settings);
  if (isClose(held, generator, settings)) return end({ ...known(standing), reason: 'generator' });
  const top = Math.min(broken, generator);
  if (top === Infinity) return attempt(Math.min(2 * held, settings.ceilingPerSecond), 'double');
  return attempt(rounded(Math.sqrt(held * top)), 'bisect');
}

/** While no rate has held: the first one, then ever lower ones. */
function downFrom(standing: Standing, settings: SearchSettings): Step {
  const { startPerSecond, floorPerSecond, ceilingPerSecond } = settings;
  const { brokenPerSecond, generatorPerSecond } = standing;
  const top = Math.min(brokenPerSecond, generatorPerSecond);
  if (top === Infinity)
    return attempt(Math.max(floorPerSecond, Math.min(startPerSecond, ceilingPerSecond)), 'double');
  if (top > floorPerSecond) return attempt(Math.max(floorPerSecond, top / 2), 'halve');
  const reason = generatorPerSecond < brokenPerSecond ? 'generator' : 'never-held';
  return end({ ...known(standing), reason });
}

/** Once nothing is left to find: again, until it has held often enough. */
function confirmed(held: number, standing: Standing, settings: SearchSettings): Step {
  if (standing.confirmationsHeld < settings.confirmations) return attempt(held, 'confirm');
  const { brokenPerSecond } = standing;
  return brokenPerSecond === Infinity
    ? end({ ...known(standing), reason: 'ceiling', atLeastPerSecond: held })
    : end({ ...known(standing), reason: 'found', capacity: { ratePerSecond: held, brokenPerSecond } });
}

/** Four digits are enough, and read better. */
const rounded = (ratePerSecond: number): number => Number(ratePerSecond.toPrecision(4));
