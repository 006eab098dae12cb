import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Replica } from '../cluster.ts';
import type { Address } from '../link/link-end.ts';
import { LINK_PROGRAM, linkNames, type LinkPlan, planLinks } from '../link/link-plan.ts';
import { layOutRedis, type RedisLayout } from '../redis/layout.ts';
import type { Session } from '../session/session.ts';
import type { Topology } from '../topology.ts';
import { findFreePorts, requireFreePort } from './ports.ts';

const LOOPBACK = '127.0.0.1';
/** Where a cluster's programs listen, and where their files are. */
export interface Place {
  readonly directory: string;
  /** For files that are not to wait for a disk; whoever needs it makes it. */
  readonly memory: string;
  readonly redis: RedisLayout;
  /** Of each program by its name. */
  readonly addressOf: (program: string) => Address;
  readonly links: LinkPlan;
  readonly entry: Address;
  readonly replicas: readonly Replica[];
  readonly accessLog: string;
}

let clusters = 0;

/** Finds a free port for everything that will listen, and makes the cluster's folder. */
export async function findPlace(
  session: Pick<Session, 'directory' | 'memory'>,
  topology: Topology,
  entryPort: number | null,
): Promise<Place> {
  if (entryPort !== null) await requireFreePort(entryPort);
  const redis = layOutRedis(topology);
  const names = [
    ...redis.servers.map(({ name }) => name),
    ...redis.sentinels,
    ...topology.replicas.map(({ name }) => name),
    'nginx',
    ...linkNames(topology),
    LINK_PROGRAM,
  ];
  const ports = await findFreePorts(names.length);
  const addresses = new Map(
    names.map((name, index): [string, Address] => [name, { host: LOOPBACK, port: ports[index] ?? 0 }]),
  );
  const addressOf = (name: string): Address => addresses.get(name) ?? { host: LOOPBACK, port: 0 };
  if (entryPort !== null) addresses.set('nginx', { host: LOOPBACK, port: entryPort });
  clusters += 1;
  const name = `cluster-${clusters}`;
  const directory = join(session.directory, name);
  const memory = join(session.memory, name);
  await mkdir(directory);
  const links = planLinks(topology, addressOf);
  const replicas = topology.replicas.map(({ name }): Replica => {
    const { host, port } = addressOf(name);
    const through = links.upstreamOf(name);
    return { name, url: `http://${host}:${port}`, upstream: `${through.host}:${through.port}` };
  });
  const accessLog = join(directory, 'access.log');
  return { directory, memory, redis, addressOf, links, entry: addressOf('nginx'), replicas, accessLog };
}
