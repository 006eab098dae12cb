import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, claimsOf, kick, login, me, refresh, spread, statuses, tryLogin, userPool } from './client.ts';
import { CAN_RUN, type Fleet, settingsFor, startFleet } from './fleet.ts';
import { openStream } from './stream-client.ts';

const SCALED = {
  // A token minted late in a second lives almost a second less.
  ACCESS_TTL_S: 4,
  REFRESH_TTL_S: 2,
  SESSION_TTL_S: 2,
  LOCKOUT_S: 2,
  HEARTBEAT_S: 0.5,
  RATE_LIMIT: 5,
  RATE_WINDOW_S: 2,
};
const LONGEST_S = 5;
const settings = settingsFor(SCALED);
const { RATE_LIMIT: _limit, ...times } = settings;
const isScaled = Object.values({ ...times, MAX_STREAMS: 0 }).every((seconds) => seconds <= LONGEST_S);

/** Times are the subject here, so these tests do wait; they wait at the same time. */
describe.skipIf(!CAN_RUN || !isScaled)('lifetimes', { concurrent: true }, () => {
  let fleet: Fleet;
  let url: string;
  let last: string;
  const nextUser = userPool(84);
  beforeAll(async () => {
    fleet = await startFleet(SCALED);
    url = fleet.urls[0]!;
    last = fleet.urls.at(-1)!;
  });
  afterAll(() => fleet[Symbol.asyncDispose]());
  const seconds = (count: number) => sleep(count * 1000);

  test('an access token dies at its exp, with no tolerance, and its stream ends then', async () => {
    const granted = await login(url, nextUser());
    const { exp, iat } = claimsOf(granted.accessToken);
    expect([granted.expiresIn, exp - iat]).toEqual([settings.ACCESS_TTL_S, settings.ACCESS_TTL_S]);
    using stream = await openStream(last, { token: granted.accessToken });
    expect(await stream.ended).toBe(true);
    expect(Math.abs(Date.now() - exp * 1000)).toBeLessThan(1000);
    await sleep(Math.max(0, exp * 1000 - Date.now()));
    expect(await statuses(fleet.urls, granted.accessToken)).toEqual(fleet.urls.map(() => 401));
    using refused = await openStream(url, { token: granted.accessToken });
    expect(refused.response.status).toBe(401);
  });

  test('a stream beats its heart', async () => {
    const granted = await login(url, nextUser());
    using stream = await openStream(last, { token: granted.accessToken });
    const beats = () => stream.received.filter(({ type }) => type === 'heartbeat').length;
    const startedMs = performance.now();
    await stream.until(() => beats() >= 3);
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(settings.HEARTBEAT_S * 2500);
    expect(tookMs).toBeLessThan(settings.HEARTBEAT_S * 3000 + 1000);
  });

  test('a session slides while it is refreshed, and expires when it is not', async () => {
    let active = await login(url, nextUser());
    const idle = await login(url, nextUser());
    for (let turn = 0; turn < 4; turn += 1) {
      await seconds(settings.REFRESH_TTL_S * 0.5);
      active = (await refresh(spread(fleet.urls, turn), active)).data;
      expect(active?.refreshToken).toBeDefined();
    }
    expect(await refresh(url, idle)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
  });

  test('a session slides while its access token is used', async () => {
    const used = await login(url, nextUser());
    for (let turn = 0; turn < 2; turn += 1) {
      await seconds(settings.REFRESH_TTL_S * 0.6);
      expect((await me(spread(fleet.urls, turn), used.accessToken)).status).toBe(200);
    }
    await seconds(settings.REFRESH_TTL_S * 0.6);
    expect((await refresh(last, used)).status).toBe(200);
  });

  test('a work session slides with each read and write, and expires when idle', async () => {
    let owner = await login(url, nextUser());
    const [active, idle] = [randomUUID(), randomUUID()];
    for (const id of [active, idle]) {
      await call(url, `PUT /api/v1/sessions/${id}`, { token: owner.accessToken, body: { state: 's' } });
    }
    for (const request of ['GET', 'PUT', 'GET', 'GET']) {
      await seconds(settings.SESSION_TTL_S * 0.6);
      owner = (await refresh(url, owner)).data;
      const body = request === 'PUT' ? { body: { state: 's' } } : {};
      const answer = await call(last, `${request} /api/v1/sessions/${active}`, {
        token: owner.accessToken,
        ...body,
      });
      expect(answer.status).toBe(200);
    }
    expect((await call(url, `GET /api/v1/sessions/${idle}`, { token: owner.accessToken })).status).toBe(404);
  });

  test('a lockout ends when it said it would', async () => {
    const user = nextUser();
    for (let guess = 0; guess < 5; guess += 1)
      await tryLogin(spread(fleet.urls, guess), user, { password: 'no' });
    const locked = await tryLogin(last, user);
    expect(locked.code).toBe('ACCOUNT_LOCKED');
    await seconds(Number(locked.headers.get('retry-after')));
    await login(url, user);
    expect((await tryLogin(url, user, { password: 'no' })).status).toBe(401);
  });

  test('the window opens with the first counted request, and a denied one does not prolong it', async () => {
    const token = (await login(url, nextUser())).accessToken;
    const take = (index: number) =>
      call<{ remaining: number }>(spread(fleet.urls, index), 'GET /api/v1/limited', { token });
    const startedMs = performance.now();
    for (let index = 0; index < settings.RATE_LIMIT; index += 1) expect((await take(index)).status).toBe(200);
    let denied = await take(0);
    expect(denied.status).toBe(429);
    let answer = denied;
    for (let index = 0; answer.status === 429; index += 1) {
      denied = answer;
      await sleep(50);
      answer = await take(index);
    }
    expect(denied.headers.get('retry-after')).toBe('1');
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(settings.RATE_WINDOW_S * 1000 - 50);
    expect(performance.now() - startedMs).toBeLessThan(settings.RATE_WINDOW_S * 1000 + 900);
    expect(answer.data.remaining).toBe(settings.RATE_LIMIT - 1);
  });

  test('a kicked token stays dead as long as it could have lived', async () => {
    const user = nextUser();
    const kicked = await login(url, user);
    const admin = await login(url, 'admin', 'admin');
    await kick(url, admin.accessToken, { userId: user, targets: ['desktop'] });
    const until = claimsOf(kicked.accessToken).exp * 1000;
    while (Date.now() < until) {
      expect(await statuses(fleet.urls, kicked.accessToken)).toEqual(fleet.urls.map(() => 401));
      await sleep(250);
    }
    expect((await refresh(last, kicked)).status).toBe(401);
  });
});
