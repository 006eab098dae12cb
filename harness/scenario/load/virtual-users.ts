import type { Client } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import { loadSessionOf, LOAD_STATE } from '../../target/load/load-calls.ts';
import type { Route } from '../../target/system.ts';
import { WorkloadBlocked } from '../world.ts';

export interface VirtualUsersOptions {
  readonly newClient: () => Client;
  readonly newUser: () => string;
  readonly route: Route;
  readonly signal: AbortSignal;
  /** A user's new token. */
  readonly onRefreshed: (user: number, credentials: Credentials) => void;
}

/** The users of a load, logged in; their tokens are refreshed before they expire, until they leave. */
export interface VirtualUsers extends Disposable {
  readonly credentials: readonly Credentials[];
}

/** Of its life, a token has been used so long when it is refreshed. */
const REFRESH_AFTER = 0.7;
const LOGINS_AT_ONCE = 4;

/** Logs so many users in, each with a work session to read. */
export async function openVirtualUsers(count: number, options: VirtualUsersOptions): Promise<VirtualUsers> {
  const timers = new Set<NodeJS.Timeout>();
  const credentials: Credentials[] = [];
  const enter = async (user: number): Promise<void> => {
    const client = options.newClient();
    const name = options.newUser();
    const answer = await client.login(name, 'desktop', options.route);
    if (!answer.credentials)
      throw new WorkloadBlocked(`${name} could not log in (status ${answer.status ?? 'none'})`);
    credentials[user] = answer.credentials;
    const id = loadSessionOf(answer.credentials);
    await client.writeSession(answer.credentials, { id, state: LOAD_STATE, ifVersion: null }, options.route);
    refreshInTime(client, user, answer.output?.expiresInS ?? null);
  };
  const refreshInTime = (client: Client, user: number, lifetimeS: number | null): void => {
    if (lifetimeS === null || options.signal.aborted) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        void refresh(client, user);
      },
      Math.min(lifetimeS * REFRESH_AFTER * 1000, LONGEST_TIMER_MS),
    );
    timers.add(timer);
  };
  const refresh = async (client: Client, user: number): Promise<void> => {
    const own = credentials[user];
    const answer = own && (await client.refresh(own, options.route));
    if (!answer?.credentials) return;
    credentials[user] = answer.credentials;
    options.onRefreshed(user, answer.credentials);
    refreshInTime(client, user, answer.output?.expiresInS ?? null);
  };
  let next = 0;
  await Promise.all(
    Array.from({ length: LOGINS_AT_ONCE }, async () => {
      while (next < count) {
        next += 1;
        await enter(next - 1);
      }
    }),
  );
  return {
    credentials,
    [Symbol.dispose]: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** What a timer can wait for. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
