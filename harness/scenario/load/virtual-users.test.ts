import { expect, test, vi } from 'vitest';
import type { Client } from '../../target/client.ts';
import type { Credentials } from '../../target/credentials.ts';
import { openVirtualUsers } from './virtual-users.ts';

const route = { name: 'balancer', url: 'http://127.0.0.1:1' };
const credentialsOf = (user: string): Credentials => ({
  user,
  userId: user,
  clientType: 'desktop',
  accessToken: `token of ${user}`,
  refreshToken: 'r',
  sessionKey: 's',
});

/** A system whose logins succeed when `isUp` says so, with tokens of ten seconds; it answers the first refreshes with `refusals`. */
function system(isUp: (login: number) => boolean, refusals: (number | null)[] = []) {
  const seen = { logins: 0, writes: 0, refreshes: 0, refreshed: [] as number[] };
  let users = 0;
  const answer = (credentials: Credentials | null) => ({
    status: credentials ? 200 : 500,
    credentials,
    output: { expiresInS: 10 },
  });
  const client = {
    login: async (user: string) => {
      seen.logins += 1;
      return answer(isUp(seen.logins) ? credentialsOf(user) : null);
    },
    writeSession: async () => {
      seen.writes += 1;
      return { status: 200 };
    },
    refresh: async (own: Credentials) => {
      seen.refreshes += 1;
      const status = refusals.shift();
      return status === undefined ? answer(own) : { ...answer(null), status };
    },
  } as unknown as Client;
  const options = {
    route,
    newClient: () => client,
    newUser: () => `user-${(users += 1)}`,
    onRefreshed: (user: number) => seen.refreshed.push(user),
  };
  return { seen, options };
}

test('each user logs in once, has a work session, and refreshes its token while it lives', async () => {
  vi.useFakeTimers();
  const { seen, options } = system(() => true);
  const users = await openVirtualUsers(6, options);
  expect(users.credentials.map(({ user }) => user).toSorted()).toEqual(
    [1, 2, 3, 4, 5, 6].map((number) => `user-${number}`),
  );
  expect([seen.logins, seen.writes]).toEqual([6, 6]);
  await vi.advanceTimersByTimeAsync(6900);
  expect(seen.refreshes).toBe(0);
  await vi.advanceTimersByTimeAsync(7200);
  expect(seen.refreshed.toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  users[Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('a login that fails now and then is tried again', async () => {
  const { seen, options } = system((login) => login % 3 !== 0);
  using users = await openVirtualUsers(6, options);
  expect(users.credentials).toHaveLength(6);
  expect(seen.logins).toBeGreaterThan(6);
});

test('where nobody can log in nothing is left behind: no timer keeps the harness up', async () => {
  vi.useFakeTimers();
  const { options } = system((login) => login <= 2);
  await expect(openVirtualUsers(8, options)).rejects.toThrow('could not log in (status 500)');
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('a refresh that met an outage is tried again soon, and one that is refused is not', async () => {
  vi.useFakeTimers();
  const { seen, options } = system(() => true, [503, null, 401]);
  using users = await openVirtualUsers(1, options);
  await vi.advanceTimersByTimeAsync(7000);
  expect(seen.refreshes).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(seen.refreshes).toBe(3);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.refreshes).toBe(3);
  expect(users.credentials).toHaveLength(1);
  vi.useRealTimers();
});
