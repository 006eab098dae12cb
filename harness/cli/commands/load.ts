import { EXIT } from '../../errors.ts';
import { readRun } from '../../report/read-run.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import { loadScenario } from '../../scenario/load/load-scenario.ts';
import type { CommandRow } from '../command.ts';
import { LOAD_OPTIONS } from '../load-options.ts';
import { CLUSTER_OPTIONS, type OptionName, TARGET_OPTIONS } from '../options.ts';
import { planLoad } from '../plan-load.ts';
import { runOnDriver } from '../run-on-driver.ts';
import { sabotageOf } from '../select-scenarios.ts';
import { tellRun } from '../tell-run.ts';

const isOption = (name: string): name is keyof typeof LOAD_OPTIONS => Object.hasOwn(LOAD_OPTIONS, name);
const OWN: readonly OptionName[] = Object.keys(LOAD_OPTIONS).filter(isOption);

/** `lockstep load`: one open-model load through the balancer; the exit code says whether its objectives were kept. */
export const load: CommandRow = {
  name: 'load',
  summary: 'offer one open-model load and judge its objectives, by their confidence intervals',
  options: [...OWN, ...CLUSTER_OPTIONS, 'seed', 'sabotage', 'json', 'out', ...TARGET_OPTIONS],
  run: async (invocation) => {
    const { options, surroundings } = invocation;
    const scenario = loadScenario(planLoad(options));
    const sabotage = sabotageOf(scenario, options);
    const folder = await runOnDriver(invocation, {
      name: 'load',
      run: (common, emit) =>
        runScenarios({ ...common, scenarios: [scenario], sabotage, beforeEnd: async () => undefined }, emit),
    });
    const run = await readRun(folder);
    await tellRun({ folder, run, options, surroundings });
    return run.record.exitCode ?? EXIT.harnessFailed;
  },
};
