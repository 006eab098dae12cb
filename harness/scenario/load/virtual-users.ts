import type { Client } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import { LOAD_STATE, loadSessionOf } from '../../target/load/load-calls.ts';
import type { Route } from '../../target/system.ts';
import { WorkloadBlocked } from '../world.ts';

export interface VirtualUsersOptions {
  readonly newClient: () => Client;
  readonly newUser: () => string;
  readonly route: Route;
  /** A user's new token. */
  readonly onRefreshed: (user: number, credentials: Credentials) => void;
}

/** The users of a load, logged in; their tokens are refreshed before they expire, until the users leave. */
export interface VirtualUsers extends Disposable {
  /** By user: the newest. */
  readonly credentials: readonly Credentials[];
}

/** Of its life, a token has been used so long when it is refreshed. */
const REFRESH_AFTER = 0.7;
/** What a timer can wait for. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** After an outage a token is to be refreshed soon. */
const RETRY_MS = 500;
const LOGINS_AT_ONCE = 4;
/** A system that fails now and then can be put under load all the same. */
const TRIES = 3;

/** Logs so many users in, each with a work session to read; throws when one cannot, and leaves nothing behind. */
export async function openVirtualUsers(count: number, options: VirtualUsersOptions): Promise<VirtualUsers> {
  using opening = new DisposableStack();
  const credentials: Credentials[] = [];
  const onRefreshed = (user: number, own: Credentials): void => {
    credentials[user] = own;
    options.onRefreshed(user, own);
  };
  const refreshes = opening.use(refreshInTime({ ...options, onRefreshed }));
  const numbers = Array.from({ length: count }, (_, user) => user).values();
  const enterInTurn = async (): Promise<void> => {
    for (const user of numbers) {
      const client = options.newClient();
      const { own, lifetimeS } = await enter(client, options);
      credentials[user] = own;
      refreshes.add({ client, user, own, lifetimeS });
    }
  };
  const entered = await Promise.allSettled(Array.from({ length: LOGINS_AT_ONCE }, enterInTurn));
  for (const one of entered) if (one.status === 'rejected') throw one.reason;
  const owned = opening.move();
  return { credentials, [Symbol.dispose]: () => owned.dispose() };
}

interface Entered {
  readonly own: Credentials;
  readonly lifetimeS: number | null;
}

async function enter(client: Client, { newUser, route }: VirtualUsersOptions): Promise<Entered> {
  const name = newUser();
  for (let attempt = 1; ; attempt += 1) {
    const { credentials, output, status } = await client.login(name, 'desktop', route);
    if (credentials) {
      await writeSession(client, credentials, route);
      return { own: credentials, lifetimeS: output?.expiresInS ?? null };
    }
    if (attempt === TRIES) throw new WorkloadBlocked(`${name} could not log in (status ${status ?? 'none'})`);
  }
}

async function writeSession(client: Client, own: Credentials, route: Route): Promise<void> {
  const write = { id: loadSessionOf(own), state: LOAD_STATE, ifVersion: null };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if ((await client.writeSession(own, write, route)).status === 200) return;
  }
}

interface Lease extends Entered {
  readonly client: Client;
  readonly user: number;
}

/** Refreshes tokens while they live, until it is disposed of. */
function refreshInTime({ route, onRefreshed }: VirtualUsersOptions) {
  const timers = new Map<number, NodeJS.Timeout>();
  let isOver = false;
  const refreshIn = (lease: Lease, delayMs: number): void => {
    if (isOver) return;
    const timer = setTimeout(() => void refresh(lease), Math.min(delayMs, LONGEST_TIMER_MS));
    timers.set(lease.user, timer);
  };
  const add = (lease: Lease): void => {
    if (lease.lifetimeS !== null) refreshIn(lease, lease.lifetimeS * REFRESH_AFTER * 1000);
  };
  const refresh = async (lease: Lease): Promise<void> => {
    const { client, user, own } = lease;
    const { credentials, output, status } = await client.refresh(own, route);
    if (isOver) return;
    if (credentials) {
      onRefreshed(user, credentials);
      add({ client, user, own: credentials, lifetimeS: output?.expiresInS ?? null });
      // What is over stays so: from now on this user's calls are refused, as anybody's would be. An outage passes.
    } else if (status !== 401) refreshIn(lease, RETRY_MS);
  };
  return {
    add,
    [Symbol.dispose]: (): void => {
      isOver = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
