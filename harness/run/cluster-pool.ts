import type { Cluster, Driver, LogSink } from '../cluster/cluster.ts';
import { SHARED_REDIS } from '../cluster/redis/layout.ts';
import type { Topology } from '../cluster/topology.ts';

interface Borrowing {
  readonly topology: Topology;
  readonly log: LogSink;
  readonly signal: AbortSignal;
  readonly entryPort: number | null;
}

/** A cluster that one stage has for itself. */
export interface Loan extends AsyncDisposable {
  readonly cluster: Cluster;
  /** Counts the users of this cluster that somebody has used. */
  readonly users: { next: number };
  /** What the proxy complained of since it was lent. */
  readonly proxyAlerts: () => readonly string[];
  /** What was done to the cluster was not undone: nobody else may have it. */
  readonly spoil: () => void;
}

/** Clusters that are up: one that a stage has done with serves the next stage of an equal topology, once it is clean. */
export interface ClusterPool extends AsyncDisposable {
  readonly borrow: (borrowing: Borrowing) => Promise<Loan>;
}

interface Pooled {
  readonly key: string;
  readonly cluster: Cluster;
  /** Whom the parts' output goes to now. */
  readonly listener: { log: LogSink };
  readonly users: { next: number };
}

/** How many clusters nobody uses are kept up. */
const MOST_IDLE = 2;

/** A pool over a driver; `firstUser` is the number of the first user of a new cluster. Disposing it takes down all that nobody uses. */
export function createClusterPool(driver: Driver, firstUser: () => number): ClusterPool {
  const idle: Pooled[] = [];
  const leaving: Promise<void>[] = [];
  const take = (key: string): Pooled | null => {
    const index = idle.findIndex((pooled) => pooled.key === key);
    return index < 0 ? null : (idle.splice(index, 1)[0] ?? null);
  };
  const start = async ({ topology, log, signal, entryPort }: Borrowing, key: string): Promise<Pooled> => {
    const listener = { log };
    const cluster = await driver.start({
      topology,
      signal,
      entryPort,
      log: (source, line) => listener.log(source, line),
    });
    return { key, cluster, listener, users: { next: firstUser() } };
  };
  const giveBack = async (pooled: Pooled, spoiled: boolean): Promise<void> => {
    const isClean = !spoiled && (await clean(pooled.cluster));
    if (!isClean) {
      await pooled.cluster[Symbol.asyncDispose]();
      return;
    }
    pooled.listener.log = () => undefined;
    idle.push(pooled);
    const oldest = idle.length > MOST_IDLE ? idle.shift() : undefined;
    if (oldest) leaving.push(Promise.resolve(oldest.cluster[Symbol.asyncDispose]()));
  };
  return {
    borrow: async (borrowing) => {
      const key = JSON.stringify([borrowing.topology, borrowing.entryPort]);
      const found = take(key);
      if (found) found.listener.log = borrowing.log;
      const pooled = found ?? (await start(borrowing, key));
      const before = pooled.cluster.proxyAlerts().length;
      let spoiled = false;
      return {
        cluster: pooled.cluster,
        users: pooled.users,
        proxyAlerts: () => pooled.cluster.proxyAlerts().slice(before),
        spoil: () => {
          spoiled = true;
        },
        [Symbol.asyncDispose]: () => giveBack(pooled, spoiled || borrowing.signal.aborted),
      };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...leaving, ...idle.map(({ cluster }) => cluster[Symbol.asyncDispose]())]);
    },
  };
}

/** Empties the Redis, and looks whether every part runs and every replica is ready. */
async function clean({ controls, replicas, entry }: Cluster): Promise<boolean> {
  if (controls === null) return false;
  try {
    await controls.redis(SHARED_REDIS, ['FLUSHALL']);
    const [keys, states, ready] = await Promise.all([
      controls.redis(SHARED_REDIS, ['DBSIZE']),
      Promise.all(controls.parts.map(controls.state)),
      Promise.all([entry, ...replicas.map(({ url }) => url ?? entry)].map(isReady)),
    ]);
    return keys === '0' && states.every((state) => state === 'running') && ready.every(Boolean);
  } catch {
    // What cannot be looked at is not clean.
    return false;
  }
}

const ONE_LOOK_MS = 2000;

async function isReady(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(ONE_LOOK_MS) });
  await answer.body?.cancel();
  return answer.status === 200;
}
