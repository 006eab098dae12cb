import { parseRate } from '../../load/arrivals/parse-rate.ts';
import type { Profile } from '../../load/arrivals/profile.ts';
import { EXIT, HarnessError } from '../../errors.ts';
import { loadScenario } from '../../scenario/load/load-scenario.ts';
import { readRun } from '../../report/read-run.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import type { CommandRow } from '../command.ts';
import { LOAD_OPTIONS } from '../load-options.ts';
import { CLUSTER_OPTIONS, type OptionName, type Options, TARGET_OPTIONS } from '../options.ts';
import { repeatCommand } from '../repeat-command.ts';
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
    const scenario = loadScenario(planOf(options));
    const sabotage = sabotageOf(scenario, options);
    const folder = await runOnDriver(invocation, (common, emit) =>
      runScenarios(
        {
          ...common,
          scenarios: [scenario],
          sabotage,
          command: repeatCommand(options, common.seed, 'load'),
          beforeEnd: async () => undefined,
        },
        emit,
      ),
    );
    const run = await readRun(folder);
    await tellRun({ folder, run, options, surroundings });
    return run.record.exitCode ?? EXIT.harnessFailed;
  },
};

const LEAST_OBJECTIVES = ['errors<1%'];

function planOf(options: Options) {
  const { duration, warmUp, arrivals, mix, slo, abortOnSlo, users, connections, threads } = options;
  if (warmUp >= duration)
    throw new HarnessError('BAD_INPUT', '--warm-up must be shorter than --duration: it is a part of it.');
  return {
    profile: profileOf(options),
    durationMs: duration,
    warmUpMs: warmUp,
    spacing: arrivals,
    mix,
    slos: slo.length === 0 ? LEAST_OBJECTIVES : slo,
    stopsWhenBroken: abortOnSlo,
    users,
    connections,
    threads,
  };
}

function profileOf({ rate }: Options): Profile {
  const parsed = parseRate(rate);
  if (parsed.kind === 'profile') return parsed.profile;
  throw new HarnessError('BAD_INPUT', `--rate ${parsed.problem}.`);
}
