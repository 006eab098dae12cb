import type { Topology } from './topology.ts';

export type DriverName = 'process' | 'docker' | 'existing';

/** What a driver lets a scenario do. */
export type Capability =
  /** Choose environments, secrets and proxy configuration. */
  'configure';

export interface Replica {
  readonly name: string;
  /** Where it can be spoken to past the proxy, `http://host:port`; null when nobody told us. */
  readonly url: string | null;
  /** Its address as the proxy writes it in `X-Upstream`; null when nobody told us. */
  readonly upstream: string | null;
}

/** Replicas behind one entry, up until disposed. */
export interface Cluster extends AsyncDisposable {
  readonly driver: DriverName;
  /** The balancer, `http://host:port`. */
  readonly entry: string;
  readonly replicas: readonly Replica[];
  /** Names and versions of the parts, and the proxy's effective settings, for `run.json`. */
  readonly parts: Readonly<Record<string, string>>;
  /** What the proxy itself complained of (`worker_connections are not enough`, `no live upstreams`). */
  readonly proxyAlerts: () => readonly string[];
}

/** Where a part's output goes, line by line; secrets are removed behind it. */
export type LogSink = (source: string, line: string) => void;

export interface StartOptions {
  readonly topology: Topology;
  readonly log: LogSink;
  readonly signal: AbortSignal;
  /** Port of the entry on 127.0.0.1; any free one when null. */
  readonly entryPort: number | null;
}

/** One way of bringing clusters up. Its resources belong to a session, which outlives no harness. */
export interface Driver {
  readonly name: DriverName;
  readonly capabilities: readonly Capability[];
  readonly start: (options: StartOptions) => Promise<Cluster>;
}
