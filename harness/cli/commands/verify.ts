import { join, relative } from 'node:path';
import { EXIT } from '../../errors.ts';
import { renderConsole } from '../../report/console.ts';
import { readRun } from '../../report/read-run.ts';
import { writeReports } from '../../report/write-reports.ts';
import { readHistories } from '../../run/read-histories.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import type { SavedRun } from '../../scenario/record.ts';
import type { CommandRow, Invocation, Surroundings } from '../command.ts';
import { CLUSTER_OPTIONS, type Options, TARGET_OPTIONS } from '../options.ts';
import { repeatCommand } from '../repeat-command.ts';
import { runOnDriver } from '../run-on-driver.ts';
import { selectScenarios, toSabotage } from '../select-scenarios.ts';

const WIDTH = 110;

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
    await tell({ folder, run, options, surroundings });
    return run.record.exitCode ?? EXIT.harnessFailed;
  },
};

async function runVerification(invocation: Omit<Invocation, 'words'>): Promise<string> {
  const { options, surroundings, stop } = invocation;
  const sabotage = toSabotage(options.sabotage);
  const scenarios = selectScenarios(surroundings.scenarios, options, sabotage);
  return runOnDriver(invocation, (common, emit) =>
    runScenarios(
      {
        ...common,
        scenarios,
        sabotage,
        command: repeatCommand(options, common.seed),
        beforeEnd: async ({ entry }) => {
          if (!options.keep) return;
          surroundings.say(`kept up: ${entry} (Ctrl-C ends it, and the run is judged)`);
          await stop.pause();
        },
      },
      emit,
    ),
  );
}

interface Told {
  readonly folder: string;
  readonly run: SavedRun;
  readonly options: Options;
  readonly surroundings: Surroundings;
}

/** Writes the reports, and the result to stdout. */
async function tell({ folder, run, options, surroundings }: Told): Promise<void> {
  const { stdout, directory, colour } = surroundings;
  const operations = await readHistories(folder, run);
  const { html } = await writeReports(folder, run, (scenario) => operations.get(scenario) ?? []);
  if (options.json) {
    const result = { folder: relative(directory, folder), report: relative(directory, html), ...run };
    stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const reportPath = join(options.out, 'latest', 'report.html');
  stdout.write(renderConsole(run, { colour, reportPath, width: stdout.columns || WIDTH }));
}
