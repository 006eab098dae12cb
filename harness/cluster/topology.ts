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
  /** `count`: every replica is tried in turn, dead or not (`max_fails=0`). `fail-over`: Nginx's defaults. */
  readonly upstreamHealth: 'count' | 'fail-over';
  /** `proxy_buffering` of the stream location. */
  readonly streamBuffering: boolean;
  /** `proxy_http_version` of the stream location. */
  readonly streamHttpVersion: '1.0' | '1.1';
  /** `proxy_read_timeout` of the stream location, in seconds. */
  readonly streamReadTimeoutS: number;
}

export interface ReplicaPlan {
  readonly name: string;
  /** Everything of CONTRACT's environment but what only the driver knows: PORT, HOST and REDIS_URL. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A cluster as it is asked for: plain data, the same for every driver. */
export interface Topology {
  readonly replicas: readonly ReplicaPlan[];
  readonly proxy: ProxyPlan;
  readonly settings: Settings;
}

export const DEFAULT_PROXY: ProxyPlan = {
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
      environment: { ...numbers, INSTANCE_ID: name, JWT_SECRET: jwtSecret, SEED_PASSWORD: seedPassword },
    };
  });
  return { replicas, proxy: { ...DEFAULT_PROXY, ...request.proxy }, settings };
}

/** The topology with some replicas' environments changed: `change` returns what to add, or nothing. */
export function withEnvironment(
  topology: Topology,
  change: (replica: ReplicaPlan, index: number) => Readonly<Record<string, string>>,
): Topology {
  const replicas = topology.replicas.map((replica, index) => ({
    ...replica,
    environment: { ...replica.environment, ...change(replica, index) },
  }));
  return { ...topology, replicas };
}
