import { cpus } from 'node:os';
import type { Capability } from '../../cluster/cluster.ts';
import { EXIT, HarnessError } from '../../errors.ts';
import { parseSlo } from '../../load/slo/parse-slo.ts';
import { readRun } from '../../report/read-run.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import { type CapacityPlan, DEFAULT_CAPACITY, leastRate } from '../../scenario/load/capacity-plan.ts';
import { capacityScenario } from '../../scenario/load/capacity-scenario.ts';
import { CAPACITY_OPTIONS, countsOf } from '../capacity-options.ts';
import type { CommandRow } from '../command.ts';
import { CLUSTER_OPTIONS, type OptionName, type Options } from '../options.ts';
import { loadProblems } from '../plan-load.ts';
import { runOnDriver } from '../run-on-driver.ts';
import { sabotageOf } from '../select-scenarios.ts';
import { tellRun } from '../tell-run.ts';
import { tellTables } from '../tell-tables.ts';

const isOption = (name: string): name is keyof typeof CAPACITY_OPTIONS =>
  Object.hasOwn(CAPACITY_OPTIONS, name);
const OWN: readonly OptionName[] = Object.keys(CAPACITY_OPTIONS).filter(isOption);
const OFFERED = ['slo', 'warmUp', 'arrivals', 'mix', 'users', 'connections', 'threads'] as const;
const CLUSTER = CLUSTER_OPTIONS.filter((name) => name !== 'replicas');

/** `lockstep capacity`: 0 when the highest rate within the objectives is known for each number of replicas, 2 when it is not. */
export const capacity: CommandRow = {
  name: 'capacity',
  summary: 'the highest rate within the objectives by the number of replicas, and how many a rate takes',
  options: [...OWN, ...OFFERED, ...CLUSTER, 'seed', 'sabotage', 'json', 'out'],
  run: async (invocation) => {
    const { options, surroundings } = invocation;
    const plan = planOf(options);
    refuseTooFewCalls(plan);
    const sabotage = sabotageOf(capacityScenario(plan), options);
    const folder = await runOnDriver(invocation, {
      name: 'capacity',
      run: (common, emit) => {
        const quotaCores = quotaOf(options, plan, common.driver.capabilities);
        const scenarios = [capacityScenario({ ...plan, quotaCores })];
        const replicas = Math.max(...plan.replicas);
        const beforeEnd = async () => undefined;
        return runScenarios({ ...common, replicas, scenarios, sabotage, beforeEnd }, emit);
      },
    });
    const run = await readRun(folder);
    await tellRun({ folder, run, options, surroundings });
    if (!options.json) tellTables(run, { check: 'capacity-found', surroundings });
    return run.record.exitCode ?? EXIT.harnessFailed;
  },
};

/** What is judged in a trial is measured over so many seconds at the least. */
const LEAST_MEASURED_MS = 10_000;

function planOf(options: Options): CapacityPlan {
  const { trial, warmUp, arrivals, mix, users, connections, threads, plannedRate, startRate, maxRate } =
    options;
  const problems = [...loadProblems(options), ...searchProblems(options)];
  if (problems.length > 0) throw new HarnessError('BAD_INPUT', `${problems.join('; ')}.`);
  return {
    ...DEFAULT_CAPACITY,
    replicas: countsOf(options.replicaCounts) ?? DEFAULT_CAPACITY.replicas,
    slos: objectivesOf(options.slo),
    trialMs: trial,
    warmUpMs: warmUp,
    spacing: arrivals,
    mix,
    users,
    connections,
    threads,
    neededPerSecond: plannedRate,
    search: {
      ...DEFAULT_CAPACITY.search,
      startPerSecond: Math.min(startRate, maxRate),
      ceilingPerSecond: maxRate,
    },
  };
}

/** A rate at which a trial has too few samples is never decided. */
function refuseTooFewCalls(plan: CapacityPlan): void {
  const { replicas, search } = plan;
  const least = leastRate(plan, Math.max(...replicas));
  if (least <= search.ceilingPerSecond) return;
  throw new HarnessError(
    'BAD_INPUT',
    `--max-rate ${search.ceilingPerSecond} is too low to judge the objectives in one trial: raise it to ${least}, or --trial.`,
  );
}

function searchProblems({ trial, warmUp, slo }: Options): string[] {
  const isOfRate = (text: string): boolean => {
    const parsed = parseSlo(text);
    return typeof parsed !== 'string' && parsed.limit.kind === 'rate';
  };
  return [
    trial - warmUp < LEAST_MEASURED_MS
      ? `--trial must be ${LEAST_MEASURED_MS / 1000} s longer than --warm-up at the least: a shorter one cannot be judged`
      : null,
    slo.some(isOfRate)
      ? '--slo rate>… is what a capacity searches: give objectives of latency or errors'
      : null,
  ].filter((problem) => problem !== null);
}

/** A system that fails fast would seem to carry anything: errors are always limited. */
function objectivesOf(given: readonly string[]): readonly string[] {
  if (given.length === 0) return DEFAULT_CAPACITY.slos;
  const kinds = given.map(parseSlo).map((slo) => (typeof slo === 'string' ? null : slo.limit.kind));
  return kinds.includes('errors') ? given : [...given, 'errors<1%'];
}

/** The rest is for Nginx, Redis, the generator and the engine's network, which together take more than twice what the replicas do. */
const SHARE_OF_MACHINE = 0.2;
const LEAST_QUOTA = 0.05;

/** So little by default that the replicas are the limit, and not the machine that they share with everything else. */
function quotaOf(
  { quota }: Options,
  { replicas }: CapacityPlan,
  capabilities: readonly Capability[],
): number | null {
  const isPossible = capabilities.includes('quota');
  if (quota === 'none' || (quota === 'auto' && !isPossible)) return null;
  if (!isPossible)
    throw new HarnessError(
      'BAD_INPUT',
      'The process driver cannot give replicas a quota of processor time: use --driver docker, or --quota none.',
    );
  if (quota !== 'auto') return Number(quota);
  const each = (SHARE_OF_MACHINE * cpus().length) / Math.max(...replicas);
  return Math.max(LEAST_QUOTA, Math.round(each * 100) / 100);
}
