import { leastSamplesFor } from '../../checkers/load/estimate.ts';
import { DEFAULT_SEARCH, type SearchSettings } from '../../load/capacity/search-settings.ts';
import { parseSlo } from '../../load/slo/parse-slo.ts';
import type { Slo } from '../../load/slo/slo.ts';
import type { Mix } from '../../target/load/load-calls.ts';
import { DEFAULT_LOAD, type LoadPlan } from './load-plan.ts';

/** What is searched: the highest rate that keeps the objectives, for each number of replicas. */
export interface CapacityPlan extends Pick<
  LoadPlan,
  'mix' | 'users' | 'connections' | 'threads' | 'spacing'
> {
  readonly replicas: readonly [number, ...number[]];
  /** How many cores each replica may use; null for no quota. */
  readonly quotaCores: number | null;
  readonly slos: readonly string[];
  /** How long a rate is tried, the warm-up included. */
  readonly trialMs: number;
  readonly warmUpMs: number;
  /** The rate that is planned for, in calls a second; null when nobody said so. */
  readonly neededPerSecond: number | null;
  readonly search: SearchSettings;
}

export const DEFAULT_CAPACITY = {
  replicas: [1, 2, 3, 4],
  quotaCores: null,
  slos: ['p99<100ms', 'errors<1%'],
  trialMs: 12_000,
  warmUpMs: 2000,
  neededPerSecond: null,
  mix: DEFAULT_LOAD.mix,
  users: DEFAULT_LOAD.users,
  connections: DEFAULT_LOAD.connections,
  threads: DEFAULT_LOAD.threads,
  spacing: DEFAULT_LOAD.spacing,
  search: DEFAULT_SEARCH,
} as const satisfies CapacityPlan;

/** Arrivals come at random, and replicas do not get the same number of them. */
const ROOM = 1.2;

/** The lowest rate at which one trial has samples enough for every objective, in calls a second. */
export function leastRate({ slos, mix, trialMs, warmUpMs }: CapacityPlan, replicas: number): number {
  const seconds = (trialMs - warmUpMs) / 1000;
  const needed = slos
    .map(parseSlo)
    .filter((slo) => typeof slo !== 'string')
    .map((slo) => (leastSamplesFor(slo) * (slo.replica.kind === 'any' ? 1 : replicas)) / shareOf(slo, mix));
  return Math.max(1, Math.ceil((ROOM * Math.max(...needed)) / seconds));
}

function shareOf({ operation }: Slo, mix: Mix): number {
  if (operation === null) return 1;
  const shares = Object.entries(mix);
  const all = shares.reduce((sum, [, share]) => sum + share, 0);
  return (shares.find(([name]) => name === operation)?.[1] ?? all) / all;
}
