import { randomBytes } from 'node:crypto';
import { join, relative, resolve } from 'node:path';
import { openSession } from '../../cluster/session/session.ts';
import { sweepDeadSessions } from '../../cluster/session/sweep.ts';
import { EXIT, HarnessError } from '../../errors.ts';
import { renderConsole } from '../../report/console.ts';
import { readRun } from '../../report/read-run.ts';
import { writeReports } from '../../report/write-reports.ts';
import { readHistories } from '../../run/read-histories.ts';
import { verify as runScenarios } from '../../run/verify.ts';
import type { SavedRun } from '../../scenario/record.ts';
import { chooseDriver } from '../choose-driver.ts';
import type { CommandRow, Invocation, Surroundings } from '../command.ts';
import { CLUSTER_OPTIONS, type Options, TARGET_OPTIONS } from '../options.ts';
import { repeatCommand } from '../repeat-command.ts';
import { followRun } from '../reporters/follow.ts';
import { selectScenarios, toSabotage } from '../select-scenarios.ts';

const SEED_BYTES = 3;
const WIDTH = 110;

/** `lockstep verify`: the exit code is the run's. */
export const verify: CommandRow = {
  name: 'verify',
  summary: 'bring up, run, judge, report: the main job',
  words: ['[scenario...]', 'the scenarios to run; all when none is named'],
  options: [...CLUSTER_OPTIONS, 'seed', 'only', 'sabotage', 'keep', 'json', 'out', ...TARGET_OPTIONS],
  run: async ({ options: given, words, surroundings, stop }) => {
    const options = { ...given, only: [...words, ...given.only] };
    const folder = await runVerification({ options, surroundings, stop });
    const run = await readRun(folder);
    await tell({ folder, run, options, surroundings });
    return run.record.exitCode ?? EXIT.harnessFailed;
  },
};

async function runVerification({ options, surroundings, stop }: Omit<Invocation, 'words'>): Promise<string> {
  const sabotage = toSabotage(options.sabotage);
  const scenarios = selectScenarios(surroundings.scenarios, options, sabotage);
  const isOurs = options.target === null;
  const password = isOurs
    ? (surroundings.environment[options.passwordEnv] ?? null)
    : passwordFor(options, surroundings);
  const seed = options.seed ?? randomBytes(SEED_BYTES).toString('hex');
  await sweepDeadSessions();
  await using session = await openSession();
  const { driver, reason } = await chooseDriver({ options, session, surroundings, signal: stop.signal });
  await using follower = followRun(surroundings.stderr);
  return await runScenarios(
    {
      scenarios,
      driver,
      driverReason: reason,
      replicas: options.replicas,
      seed,
      sabotage,
      entryPort: options.port,
      lanes: lanesOf(options),
      reports: resolve(surroundings.directory, options.out),
      settings: Object.fromEntries(options.setting.map(toPair)),
      streamReadTimeoutS: isOurs ? null : options.streamReadTimeout,
      password,
      told: options,
      command: repeatCommand(options, seed),
      version: surroundings.version,
      signal: stop.signal,
      beforeEnd: async ({ entry }) => {
        if (!options.keep) return;
        surroundings.say(`kept up: ${entry} (Ctrl-C ends it, and the run is judged)`);
        await stop.pause();
      },
    },
    follower.emit,
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

const LANES = 3;

/** One at a time where there is only one balancer to have, or one that is not ours to load. */
const lanesOf = ({ keep, port, target }: Options): number =>
  keep || port !== null || target !== null ? 1 : LANES;

function toPair(given: string): [string, number] {
  const [name = '', value = ''] = given.split('=');
  return [name, Number(value)];
}

function passwordFor({ passwordEnv }: Options, { environment }: Surroundings): string {
  const password = environment[passwordEnv];
  if (password) return password;
  throw new HarnessError(
    'BAD_INPUT',
    `--target needs the password of the deployment's seeded users: put it in $${passwordEnv}, or name another variable with --password-env.`,
  );
}
