import type { History } from '../checkers/check.ts';
import type { Usage } from '../cluster/cluster.ts';
import type { Stage } from '../history/vocabulary.ts';
import { openBrowserStream } from '../target/browser-stream.ts';
import { type Client, createClient } from '../target/client.ts';
import type { Credentials } from '../target/credentials.ts';
import { ADMINISTRATOR } from '../target/requests.ts';
import { type IdleConnection, leaveIdle } from '../target/idle-connection.ts';
import { type EventStream, openRawStream } from '../target/stream.ts';
import type { StreamRequest } from '../target/stream-log.ts';
import type { Route, System } from '../target/system.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';
import { elapsed } from './patience.ts';

/** What a workload has in hand: a running cluster, users nobody has used yet, a clock and chance. */
export interface World {
  readonly system: System;
  readonly stage: Stage;
  readonly balancer: Route;
  /** The replicas that can be spoken to past the balancer. */
  readonly replicas: readonly Route[];
  /** Each replica if it can be spoken to directly; else the balancer in its place, as often as there are replicas. */
  readonly eachReplica: readonly Route[];
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** The secret that signs tokens, where the harness chose it: for forging bad ones. */
  readonly jwtSecret: string | null;
  /** A client that gives up on an answer after `timeoutMs`, or after as long as the harness waits by default. */
  readonly newClient: (timeoutMs?: number) => Client;
  /** A seeded user that this stage has not used yet. */
  readonly newUser: () => string;
  /** The administrator, logged in once. */
  readonly admin: () => Promise<Credentials>;
  /** What is recorded so far, as checks will see it. */
  readonly soFar: () => Promise<History>;
  /** What the cluster's programs have used until now; null where nobody tells. */
  readonly usage: (() => Promise<Usage>) | null;
  /**
   * Lets the stage's nemesis loose, once the workload has made what the faults are to hit; resolves when the last fault
   * is healed and seen to be. None begins before `ready` resolves, which is asked each time. A stage without a nemesis resolves at
   * once.
   */
  readonly unleash: (ready?: () => Promise<void>) => Promise<void>;
  /** Leaves a connection to a replica idle; resolves when it is closed or the patience is over. */
  readonly leaveIdle: (route: Route, patienceMs: number) => Promise<IdleConnection | null>;
  /** Opens a stream; resolves once its headers are in, or when they are held back for too long to wait. */
  readonly openStream: (request: StreamRequest, client?: 'raw' | 'eventsource') => Promise<EventStream>;
}

export interface WorldOptions {
  readonly stage: Stage;
  readonly entry: string;
  readonly replicaUrls: readonly Route[];
  readonly system: System;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly jwtSecret: string | null;
  readonly soFar: () => Promise<History>;
  readonly usage: (() => Promise<Usage>) | null;
  readonly unleash: World['unleash'];
  /** Counts the users handed out, over all stages. */
  readonly users: { next: number };
}

/** How many users CONTRACT seeds. */
const SEEDED_USERS = 100;

/** The world of one stage. */
export function createWorld(options: WorldOptions): World {
  const { stage, system, users } = options;
  const balancer: Route = { name: 'balancer', url: options.entry };
  const replicas = options.replicaUrls;
  const newClient = (timeoutMs?: number): Client =>
    createClient(timeoutMs === undefined ? system : withTimeout(system, timeoutMs));
  let administrator: Promise<Credentials> | null = null;
  return {
    ...options,
    balancer,
    replicas,
    eachReplica: replicas.length === stage.replicas.length ? replicas : stage.replicas.map(() => balancer),
    newClient,
    newUser: () => {
      users.next = (users.next % SEEDED_USERS) + 1;
      return `user-${users.next}`;
    },
    admin: () => {
      administrator ??= mustLogIn(newClient(), balancer);
      return administrator;
    },
    leaveIdle: (route, patienceMs) => leaveIdle(system, { route, patienceMs, clock: options.clock }),
    openStream: async (request, client = 'raw') => {
      const stream = client === 'raw' ? openRawStream(system, request) : openBrowserStream(system, request);
      await Promise.race([stream.opened, elapsed(OPENING_PATIENCE_MS)]);
      return stream;
    },
  };
}

const withTimeout = (system: System, timeoutMs: number): System => ({
  ...system,
  connection: { ...system.connection, limits: { ...system.connection.limits, timeoutMs } },
});

/** A stream whose headers are held back for longer is gone on with all the same. */
const OPENING_PATIENCE_MS = 3000;

async function mustLogIn(client: Client, route: Route): Promise<Credentials> {
  const { credentials, status } = await client.login(ADMINISTRATOR, 'admin', route);
  if (credentials) return credentials;
  throw new WorkloadBlocked(`the administrator could not log in (status ${status ?? 'none'})`);
}

/** The workload cannot go on, for a reason that is in the history: its checks will say what is unknown. */
export class WorkloadBlocked extends Error {}
