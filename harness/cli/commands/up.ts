import { planTopology } from '../../cluster/topology.ts';
import { openSession } from '../../cluster/session/session.ts';
import { sweepDeadSessions } from '../../cluster/session/sweep.ts';
import { newClusterSecrets } from '../../run/cluster-secrets.ts';
import { chooseDriver } from '../choose-driver.ts';
import type { CommandRow } from '../command.ts';
import { CLUSTER_OPTIONS } from '../options.ts';
import { EXIT } from '../../errors.ts';

/** Not a secret: what the users of a cluster that somebody tries out log in with. */
const TRIAL_PASSWORD = 'lockstep';

/** `lockstep up`: a healthy cluster until Ctrl-C. */
export const up: CommandRow = {
  name: 'up',
  summary: 'bring a healthy cluster up and keep it until Ctrl-C',
  options: [...CLUSTER_OPTIONS, 'passwordEnv'],
  run: async ({ options, surroundings, stop }) => {
    const { environment, stdout } = surroundings;
    await sweepDeadSessions();
    await using session = await openSession();
    const { driver, reason } = await chooseDriver({ options, session, surroundings, signal: stop.signal });
    const given = environment[options.passwordEnv];
    const secrets = newClusterSecrets(given ?? TRIAL_PASSWORD);
    const topology = planTopology({ replicas: options.replicas, secrets });
    await using cluster = await driver.start({
      topology,
      log: () => undefined,
      signal: stop.signal,
      entryPort: options.port,
    });
    const password = given === undefined ? `"${TRIAL_PASSWORD}"` : `in $${options.passwordEnv}`;
    const rows = [
      `balancer ${cluster.entry} · ${driver.name} driver (${reason})`,
      ...cluster.replicas.map(({ name, url }) => `${name.padEnd('balancer'.length)} ${url}`),
      `users user-1 … user-100 and admin; the password is ${password}`,
      'Ctrl-C ends it.',
    ];
    stdout.write(`${rows.join('\n')}\n`);
    await stop.pause();
    return EXIT.valid;
  },
};
