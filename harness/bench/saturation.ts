/**
 * How much the rig itself carries: a closed loop of 32 connections on the static /health, through the balancer and
 * straight at one replica, one JSON line each. A scenario that comes near these figures measures the rig.
 */
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { processDriver } from '../cluster/process/driver.ts';
import { openSession } from '../cluster/session/session.ts';
import { planTopology } from '../cluster/topology.ts';
import { newClusterSecrets } from '../run/cluster-secrets.ts';

const CONNECTIONS = 32;
const DURATION_S = 5;

const given = Object.entries(process.env).flatMap(([name, value]) =>
  value === undefined ? [] : [[name, value]],
);
const environment: Record<string, string> = Object.fromEntries(given);

await using session = await openSession();
const driver = await processDriver({
  session,
  backendCommand: null,
  environment: { ...environment, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  directory: process.cwd(),
  projectRoot: fileURLToPath(new URL('../..', import.meta.url)),
});
await using cluster = await driver.start({
  topology: planTopology({ replicas: 3, secrets: newClusterSecrets(null) }),
  log: () => undefined,
  signal: new AbortController().signal,
  entryPort: null,
});
const routes = [
  { route: 'balancer', url: cluster.entry },
  { route: 'b-1', url: cluster.replicas[0]?.url ?? '' },
];
for (const { route, url } of routes) {
  const { requests, errors, non2xx } = await autocannon({
    url: `${url}/health`,
    connections: CONNECTIONS,
    duration: DURATION_S,
  });
  const line = { route, connections: CONNECTIONS, requestsPerSecond: requests.average, errors, non2xx };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
