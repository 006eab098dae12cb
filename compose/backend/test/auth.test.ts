import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, login, me, refresh, spread, statuses, tryLogin, userPool } from './client.ts';
import { CAN_RUN, type Fleet, settingsFor, startFleet } from './fleet.ts';
import { openStream } from './stream-client.ts';

const LOCKOUT_FAILURES = 5;

describe.skipIf(!CAN_RUN)('login, refresh and logout', () => {
  let fleet: Fleet;
  let url: string;
  let last: string;
  const nextUser = userPool(5);
  const { LOCKOUT_S } = settingsFor({});
  beforeAll(async () => {
    fleet = await startFleet();
    url = fleet.urls[0]!;
    last = fleet.urls.at(-1)!;
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  test('logs every seeded user in, and each token works on every replica', async () => {
    for (const username of ['user-1', 'user-100', 'admin']) {
      for (const clientType of ['admin', 'desktop'] as const) {
        const granted = await login(url, username, clientType);
        const role = username === 'admin' ? 'ADMIN' : 'USER';
        expect(granted).toMatchObject({ clientType, user: { username, role } });
        for (const replica of fleet.urls) {
          const { status, headers, data } = await me(replica, granted.accessToken);
          expect(status).toBe(200);
          expect(data).toEqual({
            userId: granted.user.userId,
            username,
            role,
            clientType,
            sessionKey: granted.sessionKey,
            tokenVersion: expect.any(Number),
            instance: headers.get('x-instance-id'),
          });
        }
      }
    }
  });

  test.for([
    ['text that is not JSON', '{"username":'],
    ['an empty body', ''],
    ['JSON that is no object', '[]'],
    ['no user name', { password: 'x', clientType: 'desktop' }],
    ['no password', { username: 'user-1', clientType: 'desktop' }],
    ['no client type', { username: 'user-1', password: 'x' }],
    ['an unknown client type', { username: 'user-1', password: 'x', clientType: 'toaster' }],
    ['a number for a name', { username: 7, password: 'x', clientType: 'desktop' }],
  ] as const)('answers a login with %s 400 INVALID_FORMAT', async ([, body]) => {
    expect(await call(url, 'POST /api/v1/auth/login', { body })).toMatchObject({
      status: 400,
      code: 'INVALID_FORMAT',
    });
  });

  test('answers a wrong password and an unknown user alike', async () => {
    const wrong = await tryLogin(url, nextUser(), { password: 'wrong' });
    expect(wrong).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
    expect(await tryLogin(url, 'nobody')).toMatchObject({ status: 401, code: 'INVALID_CREDENTIALS' });
  });

  test('evaluates five wrong passwords of thirty at once, then refuses the right one too', async () => {
    const [user, other] = [nextUser(), nextUser()];
    const guesses = Array.from({ length: 30 }, (_, index) =>
      tryLogin(spread(fleet.urls, index), user, { password: `guess ${index}` }),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter(({ code }) => code === 'INVALID_CREDENTIALS')).toHaveLength(LOCKOUT_FAILURES);
    expect(answers.filter(({ code }) => code === 'ACCOUNT_LOCKED')).toHaveLength(30 - LOCKOUT_FAILURES);
    for (const replica of fleet.urls) {
      const right = await tryLogin(replica, user);
      expect(right).toMatchObject({ status: 429, code: 'ACCOUNT_LOCKED' });
      const retryAfterS = Number(right.headers.get('retry-after'));
      expect(retryAfterS).toBeGreaterThan(0);
      expect(retryAfterS).toBeLessThanOrEqual(LOCKOUT_S);
    }
    await login(last, other);
  });

  test('forgets wrong passwords after a right one, and never refuses right ones that overlap', async () => {
    const user = nextUser();
    for (let round = 0; round < 2; round += 1) {
      for (let guess = 1; guess < LOCKOUT_FAILURES; guess += 1) {
        expect((await tryLogin(spread(fleet.urls, guess), user, { password: 'no' })).status).toBe(401);
      }
      await login(last, user);
    }
    await Promise.all(Array.from({ length: 20 }, (_, index) => login(spread(fleet.urls, index), user)));
  });

  test('rotates the refresh token each time, on any replica', async () => {
    let granted = await login(url, nextUser());
    for (let turn = 0; turn < 6; turn += 1) {
      const answer = await refresh(spread(fleet.urls, turn), granted);
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.data).toSorted()).toEqual(Object.keys(granted).toSorted());
      expect(answer.data).toMatchObject({ sessionKey: granted.sessionKey, user: granted.user });
      expect(answer.data.refreshToken).not.toBe(granted.refreshToken);
      granted = answer.data;
      expect(await statuses(fleet.urls, granted.accessToken)).toEqual(fleet.urls.map(() => 200));
    }
  });

  test('revokes the whole session, and only it, when a used token comes again', async () => {
    const user = nextUser();
    const [first, untouched] = [await login(url, user), await login(url, user)];
    const second = (await refresh(url, first)).data;
    using stream = await openStream(url, { token: second.accessToken });
    expect(await refresh(last, first)).toMatchObject({ status: 401, code: 'REFRESH_REUSED' });
    for (const token of [first.accessToken, second.accessToken]) {
      expect(await statuses(fleet.urls, token)).toEqual(fleet.urls.map(() => 401));
    }
    expect(await stream.ended).toBe(true);
    expect((await refresh(url, second)).status).toBe(401);
    expect(await refresh(url, first)).toMatchObject({ status: 401, code: 'REFRESH_REUSED' });
    expect((await refresh(last, untouched)).status).toBe(200);
  });

  test('lets exactly one of many concurrent uses of a refresh token through', async () => {
    for (let round = 0; round < 5; round += 1) {
      const granted = await login(url, nextUser());
      const uses = Array.from({ length: 12 }, (_, index) => refresh(spread(fleet.urls, index), granted));
      const answers = await Promise.all(uses);
      const winners = answers.filter(({ status }) => status === 200);
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ code }) => code === 'REFRESH_REUSED')).toHaveLength(11);
      const child = winners[0]!.data;
      expect(await statuses(fleet.urls, child.accessToken)).toEqual(fleet.urls.map(() => 401));
      expect((await refresh(last, child)).status).toBe(401);
    }
  });

  test('refuses a refresh that names another login, and does not hold it against the session', async () => {
    const granted = await login(url, nextUser());
    for (const changed of [
      { userId: 'user-100' },
      { clientType: 'admin' },
      { sessionKey: 'another' },
      { refreshToken: 'nonsense' },
      { refreshToken: granted.accessToken },
    ]) {
      expect(await refresh(url, granted, changed)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    }
    expect((await refresh(url, granted)).status).toBe(200);
  });

  test.for(['refreshToken', 'userId', 'clientType', 'sessionKey'])(
    'answers a refresh without %s 400',
    async (field) => {
      const granted = await login(url, 'user-1');
      expect(await refresh(url, granted, { [field]: undefined })).toMatchObject({
        status: 400,
        code: 'INVALID_FORMAT',
      });
    },
  );

  test('logout ends this session everywhere, its streams too, and no other', async () => {
    const user = nextUser();
    const [leaving, staying] = [await login(url, user), await login(url, user)];
    using stream = await openStream(last, { token: leaving.accessToken });
    using other = await openStream(last, { token: staying.accessToken });
    const startedMs = performance.now();
    expect((await call(url, 'POST /api/v1/auth/logout', { token: leaving.accessToken })).status).toBe(200);
    expect(await statuses(fleet.urls, leaving.accessToken)).toEqual(fleet.urls.map(() => 401));
    expect(await refresh(last, leaving)).toMatchObject({ status: 401, code: 'UNAUTHORIZED' });
    expect(await stream.ended).toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect((await call(url, 'POST /api/v1/auth/logout', { token: leaving.accessToken })).status).toBe(401);
    expect(await statuses(fleet.urls, staying.accessToken)).toEqual(fleet.urls.map(() => 200));
    await call(url, 'POST /api/v1/schedules/events', {
      token: staying.accessToken,
      body: { type: 'x', data: 'y' },
    });
    await other.untilEvents(1);
  });
});
