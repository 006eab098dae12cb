import type { LinkSide, Topology } from './topology.ts';

export type DriverName = 'process' | 'docker' | 'existing';

/** What a driver lets a scenario do. */
export type Capability =
  /** Choose environments, secrets and proxy configuration. */
  | 'configure'
  /** Kill, stop, pause and start parts, and act on links. */
  | 'inject'
  /** Move the clocks of replicas (libfaketime). */
  | 'clock'
  /** Give each replica a quota of processor time. */
  | 'quota';

export interface Replica {
  readonly name: string;
  /** Where it can be spoken to past the proxy, `http://host:port`; null when nobody told us. */
  readonly url: string | null;
  /** Its address as the proxy writes it in `X-Upstream`; null when nobody told us. */
  readonly upstream: string | null;
}

/** A program of the cluster: a replica by its name, `nginx`, `redis`; with sentinels `redis-2`, `redis-3`, `sentinel-1` … */
export type PartName = string;

/** How a program is, as the system that runs it sees it. */
export type PartState = 'running' | 'paused' | 'ended';

/** What passes through one link, until it is changed again; `{}` is a link that lets everything through at once. */
export interface LinkCondition {
  /** Nothing passes in either direction, and nobody is told: new connections are taken and stay silent. */
  readonly blackHole?: boolean;
  /** Every byte is this much later, in each direction. */
  readonly latencyMs?: number;
  /** A connection is reset after so many bytes towards the one that opened it. */
  readonly cutAfterBytes?: number;
}

/** What a link has done since it was last changed: how a fault is seen to act. */
export interface LinkCounts {
  readonly condition: LinkCondition;
  /** Connections that were opened. */
  readonly opened: number;
  readonly forwardedBytes: number;
  /** Bytes that were swallowed or came in while nothing passes. */
  readonly heldBytes: number;
  /** Connections that were reset. */
  readonly cut: number;
}

/** The hands of the nemesis: each does one thing, and says nothing of whether it had an effect. */
export interface Controls {
  readonly parts: readonly PartName[];
  /** SIGSTOP and SIGCONT freeze and thaw the whole part; SIGHUP makes Nginx read its configuration anew. */
  readonly signal: (
    part: PartName,
    signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT' | 'SIGHUP',
  ) => Promise<void>;
  /** Starts a program that has ended anew, at its old address. */
  readonly start: (part: PartName) => Promise<void>;
  readonly state: (part: PartName) => Promise<PartState>;
  /** Changes the link of a replica; throws if the topology has none. */
  readonly setLink: (replica: PartName, side: LinkSide, condition: LinkCondition) => Promise<void>;
  readonly linkCounts: (replica: PartName, side: LinkSide) => Promise<LinkCounts>;
  /** Asks a Redis or a sentinel by itself, past any link; its answer as redis-cli writes it. Rejects when there is none. */
  readonly redis: (part: PartName, command: readonly string[]) => Promise<string>;
  /** Moves a replica's clock; throws if the topology gave it none that can be moved. */
  readonly setClock: (replica: PartName, offsetS: number) => Promise<void>;
}

/** The processor time that a program has used since it was started. */
interface PartUsage {
  readonly part: PartName;
  readonly cpuS: number;
  /** How many cores it may use; null for no quota. */
  readonly quotaCores: number | null;
}

/** The processor time of every program of a cluster, at one moment. */
export interface Usage {
  readonly parts: readonly PartUsage[];
  /** Of all cores of the machine together: how long they were busy, and how long they were there; null when it is another machine. */
  readonly machine: { readonly cores: number; readonly busyS: number; readonly allS: number } | null;
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
  /** Resolves once all that its parts have written so far is in the log. */
  readonly collectLogs: () => Promise<void>;
  /** Null where nothing may be harmed. */
  readonly controls: Controls | null;
  /** Null where nobody tells. */
  readonly usage: (() => Promise<Usage>) | null;
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
