import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Granted, call, kick, login, publish, refresh, spread, statuses, userPool } from './client.ts';
import { CAN_RUN, type Fleet, startFleet } from './fleet.ts';
import { openStream } from './stream-client.ts';

describe.skipIf(!CAN_RUN)('kick', () => {
  let fleet: Fleet;
  let url: string;
  let last: string;
  let admin: string;
  const nextUser = userPool(20);
  beforeAll(async () => {
    fleet = await startFleet();
    url = fleet.urls[0]!;
    last = fleet.urls.at(-1)!;
    admin = (await login(url, 'admin', 'admin')).accessToken;
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  test('kills every token of the client type on every replica at once, and no other', async () => {
    for (const target of ['desktop', 'admin', 'desktop'] as const) {
      const userId = nextUser();
      const spared = target === 'desktop' ? 'admin' : 'desktop';
      const kicked = [await login(url, userId, target), await login(last, userId, target)];
      const others = [await login(url, userId, spared), await login(url, nextUser(), target)];
      for (let round = 0; round < 3; round += 1) {
        const answer = await kick(spread(fleet.urls, round), admin, { userId, targets: [target] });
        expect(answer).toMatchObject({ status: 200, data: { userId, targets: [target] } });
        for (const { accessToken } of kicked) {
          expect(await statuses(fleet.urls, accessToken)).toEqual(fleet.urls.map(() => 401));
        }
        for (const { accessToken } of others) {
          expect(await statuses(fleet.urls, accessToken)).toEqual(fleet.urls.map(() => 200));
        }
        expect(await refresh(last, kicked[0]!)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
        kicked.push(await login(spread(fleet.urls, round + 1), userId, target));
        expect(await statuses(fleet.urls, kicked.at(-1)!.accessToken)).toEqual(fleet.urls.map(() => 200));
      }
      expect((await refresh(url, others[0]!)).status).toBe(200);
    }
  });

  test('takes both client types in one call', async () => {
    const userId = nextUser();
    const tokens = [await login(url, userId, 'admin'), await login(url, userId, 'desktop')];
    await kick(last, admin, { userId, targets: ['admin', 'desktop'] });
    for (const { accessToken } of tokens) {
      expect(await statuses(fleet.urls, accessToken)).toEqual(fleet.urls.map(() => 401));
    }
  });

  test('lets no token of an older session survive a storm of refreshes', async () => {
    for (let round = 0; round < 4; round += 1) {
      const userId = nextUser();
      const sessions = await Promise.all(
        Array.from({ length: 8 }, (_, index) => login(spread(fleet.urls, index), userId)),
      );
      const minted: Granted[] = [...sessions];
      const progress = { isKicked: false };
      const storm = sessions.map(async (session, index) => {
        let current = session;
        for (let turn = index; !progress.isKicked || turn < index + 3; turn += 1) {
          const answer = await refresh(spread(fleet.urls, turn), current);
          if (answer.status !== 200) return;
          current = answer.data;
          minted.push(current);
        }
      });
      await refresh(url, await login(url, userId));
      const kicked = await kick(spread(fleet.urls, round), admin, { userId, targets: ['desktop'] });
      expect(kicked.status).toBe(200);
      progress.isKicked = true;
      await Promise.all(storm);
      expect(minted.length).toBeGreaterThan(sessions.length);
      for (const { accessToken } of minted) {
        expect(await statuses(fleet.urls, accessToken)).toEqual(fleet.urls.map(() => 401));
      }
    }
  });

  test('gives a login that overlaps the kick a token that lives everywhere or nowhere', async () => {
    const userId = nextUser();
    for (let round = 0; round < 5; round += 1) {
      const logins = Array.from({ length: 9 }, (_, index) => login(spread(fleet.urls, index), userId));
      await kick(spread(fleet.urls, round), admin, { userId, targets: ['desktop'] });
      for (const { accessToken } of await Promise.all(logins)) {
        expect(new Set(await statuses(fleet.urls, accessToken)).size).toBe(1);
      }
    }
  });

  test('ends the streams of the client type within a second, and only those', async () => {
    const userId = nextUser();
    const [kicked, spared] = [await login(url, userId, 'desktop'), await login(url, userId, 'admin')];
    const open = (granted: Granted) =>
      Promise.all(fleet.urls.map((replica) => openStream(replica, { token: granted.accessToken })));
    const [ending, staying] = [await open(kicked), await open(spared)];
    await kick(url, admin, { userId, targets: ['desktop'] });
    const startedMs = performance.now();
    const published = await publish(last, spared.accessToken, 'after the kick');
    expect(published.status).toBe(202);
    expect(await Promise.all(ending.map(({ ended }) => ended))).toEqual(ending.map(() => true));
    expect(performance.now() - startedMs).toBeLessThan(1000);
    for (const stream of ending) expect(stream.events).toEqual([]);
    for (const stream of staying) {
      await stream.untilEvents(1);
      stream.close();
    }
  });

  test('is for admins, for users that exist, and for client types that exist', async () => {
    const userId = nextUser();
    const user = await login(url, userId);
    const targets = ['desktop'];
    expect(await kick(url, user.accessToken, { userId, targets })).toMatchObject({
      status: 403,
      code: 'PERMISSION_DENIED',
    });
    expect(await kick(url, admin, { userId: 'ghost', targets })).toMatchObject({
      status: 404,
      code: 'USER_NOT_FOUND',
    });
    for (const wrong of [undefined, [], ['toaster'], 'desktop', [null]]) {
      expect(await kick(url, admin, { userId, targets: wrong })).toMatchObject({
        status: 400,
        code: 'INVALID_FORMAT',
      });
    }
    const path = `POST /api/v1/admin/users/${userId}/force-expire`;
    expect((await call(url, path, { body: { targets } })).status).toBe(401);
    expect((await call(url, path, { token: admin, body: '{' })).status).toBe(400);
    expect(await statuses(fleet.urls, user.accessToken)).toEqual(fleet.urls.map(() => 200));
  });
});
