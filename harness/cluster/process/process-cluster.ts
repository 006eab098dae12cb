import type { Cluster, LogSink, StartOptions } from '../cluster.ts';
import { isProxyAlert } from '../nginx/alerts.ts';
import { effectiveSettings } from '../nginx/config.ts';
import { waitUntilReady } from '../readiness.ts';
import { waitForSentinels } from '../redis/sentinels.ts';
import { createLogTail } from './log-tail.ts';
import { processControls } from './controls.ts';
import { type Part, startPart } from './part.ts';
import { linkControl } from '../link/link-control.ts';
import { LINK_PROGRAM } from '../link/link-plan.ts';
import { findPlace } from './place.ts';
import { nginxPlan, planPrograms, type Programs } from './plans.ts';
import { usageOf } from './usage.ts';
import type { ProcessDriverOptions } from './process-options.ts';

interface ProcessCluster {
  readonly options: ProcessDriverOptions;
  readonly programs: Programs;
  readonly start: StartOptions;
}

/** Starts all of a cluster at once; ready when this resolves. */
export async function startProcesses({ options, programs, start }: ProcessCluster): Promise<Cluster> {
  const { topology, signal } = start;
  const { session } = options;
  const place = await findPlace(session, topology, start.entryPort);
  const { replicas, entry } = place;
  const alerts: string[] = [];
  const log: LogSink = (source, line) => {
    if (source === 'nginx' && isProxyAlert(line)) alerts.push(line);
    start.log(source, line);
  };
  const planning = { options, programs, topology, place };
  const plans = [...(await planPrograms(planning)), await nginxPlan(planning)];

  await using cleanup = new AsyncDisposableStack();
  const parts = plans.map((plan) => startPart(plan, session, log));
  // Nginx cannot open a pipe of ours as a file, so its access log is read from where it is.
  const accessLog = createLogTail(place.accessLog, (line) => start.log('nginx', line));
  cleanup.defer(() => accessLog.read());
  cleanup.defer(() => killAll(parts));
  const failures = parts.map((part) => part.child().failure);
  const controls = processControls({ parts, place, redisServer: programs.redis.path });
  if (place.links.ends.length > 0)
    await linkControl(place.addressOf(LINK_PROGRAM)).waitUntilUp(failures, signal);
  if (place.redis.sentinels.length > 0)
    await Promise.race([waitForSentinels(place.redis, controls.redis, signal), ...failures]);
  const probes = replicas.map(({ name, url }) => ({ part: name, url: `${url}/health/ready` }));
  await waitUntilReady(probes, failures, signal);
  // Only now: a request that finds no replica would make Nginx count it out for 10 s.
  const entryUrl = `http://${entry.host}:${entry.port}`;
  await waitUntilReady([{ part: 'nginx', url: `${entryUrl}/health` }], failures, signal);
  const owned = cleanup.move();
  const { nginx, redis } = programs;
  return {
    driver: 'process',
    entry: entryUrl,
    replicas,
    parts: {
      nginx: nginx.version,
      redis: redis.version,
      'nginx settings': effectiveSettings(topology.proxy),
    },
    proxyAlerts: () => alerts,
    collectLogs: () => accessLog.read(),
    controls,
    usage: () => usageOf(parts),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function killAll(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map((part) => part.child().kill()));
}
