import { cpus } from 'node:os';
import type { Capability } from '../../cluster/cluster.ts';
import { EXIT, HarnessError } from '../../errors.ts';
import { parseSlo } from '../../load/slo/parse-slo.ts';
import { readRun } from '../../report/read-run.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import { type CapacityPlan, DEFAULT_CAPACITY } from '../../scenario/load/capacity-plan.ts';
import { capacityScenario } from '../../scenario/load/capacity-scenario.ts';
import { CAPACITY_OPTIONS, countsOf } from '../capacity-options.ts';
import type { CommandRow } from '../command.ts';
import { CLUSTER_OPTIONS, type OptionName, type Options } from '../options.ts';
import { repeatCommand } from '../repeat-command.ts';
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
    const folder = await runOnDriver(invocation, (common, emit) =>
      runScenarios(
        {
          ...common,
          replicas: Math.max(...plan.replicas),
          scenarios: [
            capacityScenario({ ...plan, quotaCores: quotaOf(options, plan, common.driver.capabilities) }),
          ],
          sabotage: sabotageOf(capacityScenario(plan), options),
          command: repeatCommand(options, common.seed, 'capacity'),
          beforeEnd: async () => undefined,
        },
        emit,
      ),
    );
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
  if (trial - warmUp < LEAST_MEASURED_MS)
    throw new HarnessError(
      'BAD_INPUT',
      `--trial must be at least ${LEAST_MEASURED_MS / 1000} s longer than --warm-up: a shorter one cannot be judged.`,
    );
  if (startRate > maxRate) throw new HarnessError('BAD_INPUT', '--start-rate must not be above --max-rate.');
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
    search: { ...DEFAULT_CAPACITY.search, startPerSecond: startRate, ceilingPerSecond: maxRate },
  };
}

/** A system that fails fast would seem to carry anything: errors are always limited. */
function objectivesOf(given: readonly string[]): readonly string[] {
  if (given.length === 0) return DEFAULT_CAPACITY.slos;
  const kinds = given.map(parseSlo).map((slo) => (typeof slo === 'string' ? null : slo.limit.kind));
  if (kinds.includes('rate'))
    throw new HarnessError(
      'BAD_INPUT',
      '--slo rate>… is what a capacity searches: give objectives of latency or errors.',
    );
  return kinds.includes('errors') ? given : [...given, 'errors<1%'];
}

/** What the replicas leave to Nginx, Redis and the generator. */
const SHARE_OF_MACHINE = 0.5;
const LEAST_QUOTA = 0.05;

/** So little by default that the replicas are the limit, and not the machine that they share with everything else. */
function quotaOf(
  { quota }: Options,
  { replicas }: CapacityPlan,
  capabilities: readonly Capability[],
): number | null {
  if (quota === 'none' || (quota === 'auto' && !capabilities.includes('quota'))) return null;
  if (quota !== 'auto') return Number(quota);
  const each = (SHARE_OF_MACHINE * cpus().length) / Math.max(...replicas);
  return Math.max(LEAST_QUOTA, Math.round(each * 100) / 100);
}
