#!/usr/bin/env node
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import clockSkewIsNamed from '../scenarios/clock-skew-is-named.ts';
import forgedTokensAreRefused from '../scenarios/forged-tokens-are-refused.ts';
import idleConnectionsAreSafe from '../scenarios/idle-connections-are-safe.ts';
import kickOfflinePropagates from '../scenarios/kick-offline-propagates.ts';
import lockoutIsExact from '../scenarios/lockout-is-exact.ts';
import kickOutlivesTheToken from '../scenarios/kick-outlives-the-token.ts';
import kickOutrunsRefreshStorm from '../scenarios/kick-outruns-refresh-storm.ts';
import loginSurvivesRoundRobin from '../scenarios/login-survives-round-robin.ts';
import lostReplicasAreNotMissed from '../scenarios/lost-replicas-are-not-missed.ts';
import logoutEndsTheSessionEverywhere from '../scenarios/logout-ends-the-session-everywhere.ts';
import mismatchedSecretsAreRejected from '../scenarios/mismatched-secrets-are-rejected.ts';
import noTokenInAnyLog from '../scenarios/no-token-in-any-log.ts';
import rateLimitFollowsTheUser from '../scenarios/rate-limit-follows-the-user.ts';
import rateLimitIsGlobal from '../scenarios/rate-limit-is-global.ts';
import redisFailoverKeepsRevocations from '../scenarios/redis-failover-keeps-revocations.ts';
import sessionsAreShared from '../scenarios/sessions-are-shared.ts';
import refreshRotatesOnce from '../scenarios/refresh-rotates-once.ts';
import redisOutageFailsClosed from '../scenarios/redis-outage-fails-closed.ts';
import restartsLoseNothing from '../scenarios/restarts-lose-nothing.ts';
import safeUnderRandomFaults from '../scenarios/safe-under-random-faults.ts';
import replicasPerformAlike from '../scenarios/replicas-perform-alike.ts';
import sseStaysUp from '../scenarios/sse-stays-up.ts';
import spikeRecovers from '../scenarios/spike-recovers.ts';
import steadyLoadMeetsSlo from '../scenarios/steady-load-meets-slo.ts';
import { main } from './cli/main.ts';
import { SERVER_FOLDERS } from './cluster/process/programs.ts';
import { EXIT } from './errors.ts';

const { env, argv, stdout, stderr } = process;

// Whoever reads us may stop reading (`| head`): the run and its exit code go on.
stdout.on('error', () => undefined);
stderr.on('error', () => undefined);

// Node would exit with 1, which says that the replicas are at fault. The watchdog removes what is up.
process.on('uncaughtException', (error) => {
  stderr.write(`lockstep: a defect of the harness: ${error.stack}\n`);
  process.exit(EXIT.harnessFailed);
});

const given = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));

process.exitCode = await main(argv.slice(2), {
  environment: { ...Object.fromEntries(given), PATH: [env['PATH'] ?? '', ...SERVER_FOLDERS].join(delimiter) },
  directory: process.cwd(),
  projectRoot: fileURLToPath(new URL('..', import.meta.url)),
  version: packageJson.version,
  scenarios: [
    loginSurvivesRoundRobin,
    mismatchedSecretsAreRejected,
    clockSkewIsNamed,
    kickOfflinePropagates,
    kickOutlivesTheToken,
    kickOutrunsRefreshStorm,
    refreshRotatesOnce,
    sseStaysUp,
    rateLimitIsGlobal,
    sessionsAreShared,
    logoutEndsTheSessionEverywhere,
    lockoutIsExact,
    redisOutageFailsClosed,
    redisFailoverKeepsRevocations,
    // The longest of those that bear company: when it is begun last, everything waits for it.
    spikeRecovers,
    restartsLoseNothing,
    lostReplicasAreNotMissed,
    safeUnderRandomFaults,
    noTokenInAnyLog,
    rateLimitFollowsTheUser,
    forgedTokensAreRefused,
    idleConnectionsAreSafe,
    replicasPerformAlike,
    steadyLoadMeetsSlo,
  ],
  stdout,
  stderr,
  colour: stdout.isTTY && !env['NO_COLOR'],
  say: (line) => stderr.write(`${line}\n`),
});
