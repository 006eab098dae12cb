import type { Cluster } from '../../cluster/cluster.ts';
import { EXIT } from '../../errors.ts';
import { readRun } from '../../report/read-run.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import { withLoadBehind } from '../../scenario/load/behind.ts';
import type { CommandRow, Invocation } from '../command.ts';
import { CLUSTER_OPTIONS, TARGET_OPTIONS } from '../options.ts';
import { runOnDriver } from '../run-on-driver.ts';
import { selectScenarios, toSabotage } from '../select-scenarios.ts';
import { tellRun } from '../tell-run.ts';

/** `lockstep verify`: the exit code is the run's. */
export const verify: CommandRow = {
  name: 'verify',
  summary: 'bring up, run, judge, report: the main job',
  words: ['[scenario...]', 'the scenarios to run; all when none is named'],
  options: [
    ...CLUSTER_OPTIONS,
    'seed',
    'only',
    'sabotage',
    'nemesis',
    'keep',
    'json',
    'out',
    ...TARGET_OPTIONS,
  ],
  run: async ({ options: given, words, surroundings, stop }) => {
    const options = { ...given, only: [...words, ...given.only] };
    const folder = await runVerification({ options, surroundings, stop });
    const run = await readRun(folder);
    await tellRun({ folder, run, options, surroundings });
    return run.record.exitCode ?? EXIT.harnessFailed;
  },
};

async function runVerification(invocation: Omit<Invocation, 'words'>): Promise<string> {
  const { options, surroundings, stop } = invocation;
  const sabotage = toSabotage(options.sabotage);
  const selected = selectScenarios(surroundings.scenarios, options, sabotage);
  const { behind } = options;
  const scenarios = behind === null ? selected : selected.map((one) => withLoadBehind(one, behind));
  const beforeEnd = async ({ entry }: Cluster): Promise<void> => {
    if (!options.keep) return;
    surroundings.say(`kept up: ${entry} (Ctrl-C ends it, and the run is judged)`);
    await stop.pause();
  };
  return runOnDriver(invocation, {
    name: 'verify',
    run: (common, emit) => runScenarios({ ...common, scenarios, sabotage, beforeEnd }, emit),
  });
}
