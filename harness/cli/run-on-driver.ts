import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { DriverName } from '../cluster/cluster.ts';
import { openSession } from '../cluster/session/session.ts';
import { sweepDeadSessions } from '../cluster/session/sweep.ts';
import { HarnessError } from '../errors.ts';
import type { Emit } from '../run/events.ts';
import type { VerifyOptions } from '../run/verify.ts';
import { type ChosenDriver, chooseDriver } from './choose-driver.ts';
import type { Invocation, Surroundings } from './command.ts';
import type { Options } from './options.ts';
import { repeatCommand, type RepeatedCommand } from './repeat-command.ts';
import { followRun } from './reporters/follow.ts';

/** What the commands that run scenarios have in common. */
type RunOptions = Omit<VerifyOptions, 'scenarios' | 'sabotage' | 'beforeEnd'>;

/** Something to run on a driver, and the command that it is run by. */
interface DriverTask<T> {
  readonly name: RepeatedCommand;
  /** What the command was called with beside options. */
  readonly words?: readonly string[];
  /** Needs no driver: what is judged is no cluster. */
  readonly bringsUp?: 'nothing';
  readonly run: (common: RunOptions, emit: Emit) => Promise<T>;
}

const SEED_BYTES = 3;

/**
 * Runs something on the driver that was asked for, and shows it on stderr; all that came up is gone afterwards. Who
 * interrupts it is told how to do the same again.
 */
export async function runOnDriver<T>(
  { options, surroundings, stop }: Omit<Invocation, 'words'>,
  task: DriverTask<T>,
): Promise<T> {
  const seed = options.seed ?? randomBytes(SEED_BYTES).toString('hex');
  const same = {
    seed,
    command: repeatCommand(options, { seed, command: task.name, words: task.words ?? [] }),
  };
  try {
    return await runAs(same, { options, surroundings, stop }, task);
  } catch (error) {
    if (stop.signal.aborted) surroundings.say(`again: ${same.command}`);
    throw error;
  }
}

async function runAs<T>(
  same: Pick<RunOptions, 'seed' | 'command'>,
  { options, surroundings, stop }: Omit<Invocation, 'words'>,
  { run, bringsUp }: DriverTask<T>,
): Promise<T> {
  const isOurs = options.target === null;
  const password = isOurs
    ? (surroundings.environment[options.passwordEnv] ?? null)
    : passwordFor(options, surroundings);
  await sweepDeadSessions();
  await using session = await openSession();
  const choice = { options, session, surroundings, signal: stop.signal };
  const { driver, reason } = bringsUp === 'nothing' ? NO_DRIVER : await chooseDriver(choice);
  await using follower = followRun(surroundings.stderr);
  const common: RunOptions = {
    ...same,
    driver,
    driverReason: reason,
    replicas: options.replicas,
    entryPort: options.port,
    lanes: lanesOf(options, driver.name),
    reports: resolve(surroundings.directory, options.out),
    settings: Object.fromEntries(options.setting.map(toPair)),
    streamReadTimeoutS: isOurs ? null : options.streamReadTimeout,
    password,
    told: options,
    version: surroundings.version,
    signal: stop.signal,
  };
  return await run(common, follower.emit);
}

const NO_DRIVER: ChosenDriver = {
  driver: {
    name: 'existing',
    capabilities: [],
    start: () => Promise.reject(new HarnessError('INTERNAL', 'there is nothing to bring up')),
  },
  reason: 'nothing is brought up',
};

/** Starting, stopping and freezing containers takes the processor far more than doing so to processes. */
const LANES: Readonly<Record<DriverName, number>> = { process: 3, docker: 2, existing: 1 };

/** One at a time where there is only one balancer to have, or one that is not ours to load. */
const lanesOf = ({ keep, port }: Options, driver: DriverName): number =>
  keep || port !== null ? 1 : LANES[driver];

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
