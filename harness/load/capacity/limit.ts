/** What the load goes through. */
export type Part = 'generator' | 'nginx' | 'replicas' | 'redis';

/** The processor time of one process of a part while a rate was tried. */
export interface PartLoad {
  readonly part: Part;
  /** As people know it, as `replica-1`. */
  readonly name: string;
  /** Seconds of processor time per second. */
  readonly coresUsed: number;
  /** How many cores its threads can keep busy: 1 for Redis and for Node without workers. */
  readonly coresUsable: number;
  /** How many cores its quota allows; null without one. */
  readonly quotaCores: number | null;
}

/** What a part itself said of a limit, as `worker_connections are not enough`. */
interface Alert {
  readonly part: Part;
  readonly text: string;
}

/** The figures of a trial that tell what its limit was. */
export interface TrialFigures {
  readonly loads: readonly PartLoad[];
  readonly alerts: readonly Alert[];
  /** How much of all cores of the machine was used, from 0 to 1; null when not known. */
  readonly machineShare: number | null;
}

/** Which part was the limit, and why in a sentence. */
export interface Limit {
  readonly limit: Part | 'unknown';
  readonly why: string;
}

/** Above this, a generator's own delays are in what it measures (k6: keep 20 % idle). */
const GENERATOR_BUSY = 0.8;
/** Above this, a part has no more to give: what it lacks to all of it goes to short waits between requests. */
const PART_BUSY = 0.9;
const MACHINE_BUSY = 0.95;
/** Two parts this close together are busy alike. */
const ALIKE = 0.03;

/**
 * What kept a trial from a higher rate: the generator first, since what a busy one measured says nothing of the others;
 * then what a part said itself; then the busiest part, by the share of the cores that its threads or its quota allow.
 */
export function limitOf({ loads, alerts, machineShare }: TrialFigures): Limit {
  const byShare = loads.toSorted((one, other) => shareOf(other) - shareOf(one));
  const generator = byShare.find(({ part }) => part === 'generator');
  if (generator && shareOf(generator) >= GENERATOR_BUSY) return busy(generator, []);
  const alert = alerts.find(({ part }) => part === 'generator') ?? alerts[0];
  if (alert) return { limit: alert.part, why: `${alert.part} said: ${alert.text}.` };
  const [busiest, ...others] = byShare.filter(({ part }) => part !== 'generator');
  if (busiest && shareOf(busiest) >= PART_BUSY) return busy(busiest, others);
  if (machineShare !== null && machineShare >= MACHINE_BUSY)
    return unknown(`the machine is: ${percent(machineShare)} of its cores are busy, shared by all parts`);
  return unknown(
    busiest
      ? `${busiest.name}, the busiest, used ${percent(shareOf(busiest))} of what it may: the wait is elsewhere (locks, pools, network)`
      : 'no processor times were taken',
  );
}

/** The share of the cores that its threads can use, or that its quota allows, whichever is nearer its end. */
const shareOf = ({ coresUsed, coresUsable, quotaCores }: PartLoad): number =>
  coresUsed / Math.min(coresUsable, quotaCores ?? Infinity);

const unknown = (why: string): Limit => ({
  limit: 'unknown',
  why: `No part was the limit by itself; ${why}.`,
});

/** The busiest one, unless one of another part is as busy. */
function busy(busiest: PartLoad, others: readonly PartLoad[]): Limit {
  const alike = others.find(
    (other) => other.part !== busiest.part && shareOf(busiest) - shareOf(other) <= ALIKE,
  );
  if (alike) return unknown(`${wordsOf(busiest)} and ${wordsOf(alike)}`);
  const idle = others.filter(({ part }) => part === busiest.part).toReversed()[0];
  const isAlone = idle !== undefined && shareOf(idle) < shareOf(busiest) / 2;
  const uneven = isAlone ? `, while ${idle.name} used ${percent(shareOf(idle))}: the load is uneven` : '';
  return { limit: busiest.part, why: `${wordsOf(busiest)}${uneven}.` };
}

function wordsOf(load: PartLoad): string {
  const { name, coresUsed, coresUsable, quotaCores } = load;
  const isQuota = quotaCores !== null && quotaCores <= coresUsable;
  const cores = isQuota ? quotaCores : coresUsable;
  const owner = isQuota ? 'its quota of ' : '';
  return `${name} used ${percent(shareOf(load))} of ${owner}${cores} core${cores === 1 ? '' : 's'} (${coresUsed.toFixed(2)})`;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
