import type { Check } from '../checkers/check.ts';
import type { Capability } from '../cluster/cluster.ts';
import type { LinkSide, ProxyPlan, Settings } from '../cluster/topology.ts';
import type { FaultPlan } from '../nemesis/fault.ts';
import type { SabotageName } from './sabotage/sabotage.ts';
import type { World } from './world.ts';

/** One question, as data: what is brought up, what is done to it, and what must then be true of the record. */
export interface Scenario {
  /** The file's name. */
  readonly name: string;
  readonly question: string;
  /** Runs only when it is named: its verdict depends on what the seed draws. */
  readonly isOnRequest?: boolean;
  /** Runs while no other scenario does: it measures how long things take. */
  readonly runsAlone?: boolean;
  /** What it asks of a driver; on one that cannot do it the scenario is skipped. */
  readonly needs: readonly Capability[];
  /** One cluster each, in this order. */
  readonly stages: readonly [StagePlan, ...StagePlan[]];
  readonly checks: readonly [Check, ...Check[]];
  /** What must break it, in which stage, and the check that must say so. */
  readonly sabotage: readonly Sabotaged[];
}

export interface StagePlan {
  readonly name: string;
  /** Nothing is brought up for it: what it is about is there, and is no cluster. */
  readonly bringsUp?: 'nothing';
  /** So many, whatever the run has. */
  readonly replicas?: number;
  /** How many cores each replica may use, on a driver that can see to it. */
  readonly quotaCores?: number | null;
  /** Where the replicas' numbers differ from CONTRACT's defaults: times scaled down to seconds. */
  readonly settings?: Partial<Settings>;
  readonly proxy?: Partial<ProxyPlan>;
  /** `sentinel`: a Redis that fails over. */
  readonly redis?: 'single' | 'sentinel';
  /** Connections that pass through a link, for faults that act on it. */
  readonly links?: readonly LinkSide[];
  /** Gives the replicas clocks that can be moved. */
  readonly clocks?: boolean;
  /** What happens to the cluster once the workload lets it (`World.unleash`), one after the other; `random`: the seed draws it. */
  readonly nemesis?: readonly FaultPlan[] | 'random';
  /** Makes one replica, drawn by the seed, sign and verify with a secret of its own. */
  readonly oddSecret?: boolean;
  /** Runs the clock of one replica, drawn by the seed, so many seconds ahead (negative: behind). */
  readonly oddClockS?: number;
  readonly workload: Workload;
}

/** Drives a running cluster; what it does and sees is in the history when it resolves. */
export type Workload = (world: World) => Promise<void>;

interface Sabotaged {
  readonly name: SabotageName;
  readonly stage: string;
  /** The check that must say so. */
  readonly caughtBy: string;
  /** What its finding must say of the cause; null where the check can only be unknown, and must be. */
  readonly cause: RegExp | null;
}

/** Keeps a scenario's literal types while the compiler checks its shape. */
export const defineScenario = (scenario: Scenario): Scenario => scenario;

/** Workloads one after the other. */
export const inTurn =
  (...workloads: readonly Workload[]): Workload =>
  async (world) => {
    for (const workload of workloads) await workload(world);
  };

/** Workloads at the same time. */
export const atOnce =
  (...workloads: readonly Workload[]): Workload =>
  async (world) => {
    await Promise.all(workloads.map((workload) => workload(world)));
  };
