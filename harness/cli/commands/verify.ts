import type { Cluster } from '../../cluster/cluster.ts';
import { EXIT, HarnessError } from '../../errors.ts';
import { readRun } from '../../report/read-run.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import { FEED_SCENARIO, feedScenario } from '../../scenario/feed/feed-scenario.ts';
import { withLoadBehind } from '../../scenario/load/behind.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { CommandRow, Invocation } from '../command.ts';
import { planFeed } from '../plan-feed.ts';
import { CLUSTER_OPTIONS, type Options, TARGET_OPTIONS } from '../options.ts';
import { runOnDriver } from '../run-on-driver.ts';
import { selectScenarios, toSabotage } from '../select-scenarios.ts';
import { tellRun } from '../tell-run.ts';

const FEED = ['pubkey', 'targets', 'current', 'assets', 'mirror', 'watch'] as const;

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
    'behind',
    'feed',
    ...FEED,
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

/** The scenario of the update feed, where one is named. */
async function feedScenarios(options: Options, signal: AbortSignal): Promise<Scenario[]> {
  if (options.feed !== null) return [feedScenario(await planFeed([options.feed], options, signal))];
  if (!options.only.includes(FEED_SCENARIO)) return [];
  throw new HarnessError(
    'BAD_INPUT',
    `${FEED_SCENARIO} needs a feed: name it with --feed src-tauri/tauri.conf.json, or an endpoint.`,
  );
}

async function runVerification(invocation: Omit<Invocation, 'words'>): Promise<string> {
  const { options, surroundings, stop } = invocation;
  const sabotage = toSabotage(options.sabotage);
  const known = [...surroundings.scenarios, ...(await feedScenarios(options, stop.signal))];
  const selected = selectScenarios(known, options, sabotage);
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
