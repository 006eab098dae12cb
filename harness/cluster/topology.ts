/** What a replica's numbers are called in its environment (CONTRACT), with the contract's defaults. */
export const DEFAULT_SETTINGS = {
  ACCESS_TTL_S: 3600,
  REFRESH_TTL_S: 259_200,
  SESSION_TTL_S: 1800,
  LOCKOUT_S: 900,
  HEARTBEAT_S: 15,
  RATE_LIMIT: 100,
  RATE_WINDOW_S: 10,
  MAX_STREAMS: 10,
} as const;

type SettingName = keyof typeof DEFAULT_SETTINGS;
export type Settings = Readonly<Record<SettingName, number>>;

/** How Nginx stands between the clients and the replicas. */
export interface ProxyPlan {
  /** `turns`: one after the other. `by-address`: each client always to the same replica. `without-last`: one gets nothing. */
  readonly balancing: 'turns' | 'by-address' | 'without-last';
  /** `default`: Nginx's own. `everything`: a failed answer of any kind is hidden by asking the next replica. */
  readonly retries: 'default' | 'everything';
  /** How long an idle connection to a replica is kept for the next request, in seconds. */
  readonly idleUpstreamS: number;
  /** Whether the access log has the query, with what is in it. */
  readonly logQuery: boolean;
  /** `count`: every replica is tried in turn, dead or not (`max_fails=0`). `fail-over`: Nginx's defaults. */
  readonly upstreamHealth: 'count' | 'fail-over';
  /** `proxy_buffering` of the stream location. */
  readonly streamBuffering: boolean;
  /** `proxy_http_version` of the stream location. */
  readonly streamHttpVersion: '1.0' | '1.1';
  /** `proxy_read_timeout` of the stream location, in seconds. */
  readonly streamReadTimeoutS: number;
}

/** What between two parts can be slowed down and cut: replica and Redis, proxy and replica. */
export type LinkSide = 'redis' | 'proxy';

export interface ReplicaPlan {
  readonly name: string;
  /** Runs its clock so many seconds off (negative: behind), by a clock that can be moved; null: the machine's own clock. */
  readonly clockOffsetS: number | null;
  /** Has a Redis of its own instead of the shared one. */
  readonly ownRedis: boolean;
  /** May use so many cores, as 0.5, and has to wait when it has; null for no quota. */
  readonly quotaCores: number | null;
  /** Everything of CONTRACT's environment but what only the driver knows: PORT, HOST and REDIS_URL. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A cluster as it is asked for: plain data, the same for every driver. */
export interface Topology {
  readonly replicas: readonly ReplicaPlan[];
  readonly proxy: ProxyPlan;
  readonly redis: RedisPlan;
  /** Which connections of each replica pass through a link that faults can act on. */
  readonly links: readonly LinkSide[];
  readonly settings: Settings;
}

/**
 * `single`: one Redis. `sentinel`: a master, two replicas and three sentinels; clients reach the master at one address,
 * which follows the sentinels' word, or (`pinned`) stays with the first master whatever they say.
 */
interface RedisPlan {
  readonly kind: 'single' | 'sentinel';
  readonly entry: 'follows' | 'pinned';
}

export const DEFAULT_PROXY: ProxyPlan = {
  balancing: 'turns',
  retries: 'default',
  idleUpstreamS: 4,
  logQuery: false,
  upstreamHealth: 'count',
  streamBuffering: false,
  streamHttpVersion: '1.1',
  streamReadTimeoutS: 3600,
};

/** What every replica of a healthy cluster shares. */
export interface Secrets {
  readonly jwtSecret: string;
  readonly seedPassword: string;
}

export interface TopologyRequest {
  readonly replicas: number;
  readonly secrets: Secrets;
  readonly settings?: Partial<Settings>;
  readonly proxy?: Partial<ProxyPlan>;
  readonly redis?: RedisPlan['kind'];
  readonly links?: readonly LinkSide[];
  /** Gives every replica a clock that can be moved. */
  readonly clocks?: boolean;
  /** The quota of every replica. */
  readonly quotaCores?: number | null;
}

/** N equal replicas, `b-1` to `b-N`, behind one proxy. */
export function planTopology(request: TopologyRequest): Topology {
  const settings: Settings = { ...DEFAULT_SETTINGS, ...request.settings };
  const numbers = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  const replicas = Array.from({ length: request.replicas }, (_, index): ReplicaPlan => {
    const name = `b-${index + 1}`;
    const { jwtSecret, seedPassword } = request.secrets;
    return {
      name,
      clockOffsetS: request.clocks ? 0 : null,
      ownRedis: false,
      quotaCores: request.quotaCores ?? null,
      environment: { ...numbers, INSTANCE_ID: name, JWT_SECRET: jwtSecret, SEED_PASSWORD: seedPassword },
    };
  });
  return {
    replicas,
    proxy: { ...DEFAULT_PROXY, ...request.proxy },
    redis: { kind: request.redis ?? 'single', entry: 'follows' },
    links: request.links ?? [],
    settings,
  };
}

/** The topology with some replicas' environments changed: `change` returns what to add, or nothing. */
export function withEnvironment(
  topology: Topology,
  change: (replica: ReplicaPlan, index: number) => Readonly<Record<string, string>>,
): Topology {
  return withReplicas(topology, (replica, index) => ({
    environment: { ...replica.environment, ...change(replica, index) },
  }));
}

/** The topology with some replicas changed: `change` returns what is different, or nothing. */
export function withReplicas(
  topology: Topology,
  change: (replica: ReplicaPlan, index: number) => Partial<ReplicaPlan>,
): Topology {
  const replicas = topology.replicas.map((replica, index) => ({ ...replica, ...change(replica, index) }));
  return { ...topology, replicas };
}
