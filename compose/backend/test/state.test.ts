import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, login, me, spread, userPool } from './client.ts';
import { CAN_RUN, type Fleet, settingsFor, startFleet } from './fleet.ts';

const KIB_64 = 65_536;

interface Stored {
  readonly id: string;
  readonly state: string;
  readonly version: number;
}

describe.skipIf(!CAN_RUN)('sessions and limit', () => {
  let fleet: Fleet;
  let url: string;
  let last: string;
  let token: string;
  const nextUser = userPool(40);
  const { RATE_LIMIT, RATE_WINDOW_S } = settingsFor({});
  beforeAll(async () => {
    fleet = await startFleet();
    url = fleet.urls[0]!;
    last = fleet.urls.at(-1)!;
    token = (await login(url, nextUser())).accessToken;
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  const put = (replica: string, id: string, body: unknown, by = token) =>
    call<Stored>(replica, `PUT /api/v1/sessions/${id}`, { token: by, body });
  const get = (replica: string, id: string, by = token) =>
    call<Stored>(replica, `GET /api/v1/sessions/${id}`, { token: by });

  test('counts a version up with each write, and every replica reads the last one', async () => {
    const id = randomUUID();
    for (let version = 1; version <= 6; version += 1) {
      const state = `state ${version}`;
      const written = await put(spread(fleet.urls, version), id, { state });
      expect(written).toMatchObject({ status: 200, data: { id, state, version } });
      for (const replica of fleet.urls) expect((await get(replica, id)).data).toEqual({ id, state, version });
    }
  });

  test('writes with ifVersion only over that version; 0 means not there yet', async () => {
    const id = randomUUID();
    expect(await put(url, id, { state: 'a', ifVersion: 3 })).toMatchObject({
      status: 409,
      code: 'VERSION_CONFLICT',
    });
    expect((await put(url, id, { state: 'a', ifVersion: 0 })).data.version).toBe(1);
    expect(await put(last, id, { state: 'b', ifVersion: 0 })).toMatchObject({
      status: 409,
      code: 'VERSION_CONFLICT',
    });
    expect((await put(last, id, { state: 'b', ifVersion: 1 })).data.version).toBe(2);
    expect((await put(url, id, { state: 'c', ifVersion: 1 })).status).toBe(409);
    expect((await get(url, id)).data).toEqual({ id, state: 'b', version: 2 });
  });

  test('loses no update of concurrent compare-and-set writers', async () => {
    const id = randomUUID();
    await put(url, id, { state: '0', ifVersion: 0 });
    const increment = async (writer: number): Promise<void> => {
      for (;;) {
        const { state, version } = (await get(spread(fleet.urls, writer), id)).data;
        const body = { state: String(Number(state) + 1), ifVersion: version };
        const { status } = await put(spread(fleet.urls, writer + 1), id, body);
        if (status === 200) return;
        expect(status).toBe(409);
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, writer) => increment(writer)));
    expect((await get(last, id)).data).toEqual({ id, state: '12', version: 13 });
  });

  test('hides a session from every other user', async () => {
    const id = randomUUID();
    const other = (await login(url, nextUser())).accessToken;
    await put(url, id, { state: 'mine' });
    expect((await get(url, id, other)).status).toBe(404);
    expect((await put(last, id, { state: 'theirs' }, other)).status).toBe(404);
    expect((await get(url, id)).data).toEqual({ id, state: 'mine', version: 1 });
    expect((await get(url, randomUUID())).status).toBe(404);
  });

  test('keeps 64 KiB of any text, and refuses one byte more', async () => {
    const id = randomUUID();
    for (const state of [
      '',
      'ü€🙂\u0000"\\\r\n\u2028',
      '"},"version":9,"',
      'x'.repeat(KIB_64),
      'é'.repeat(KIB_64 / 2),
    ]) {
      expect((await put(url, id, { state })).status).toBe(200);
      expect((await get(last, id)).data.state).toBe(state);
    }
    expect((await put(url, id, { state: 'x'.repeat(KIB_64 + 1) })).status).toBe(413);
    expect((await put(url, id, { state: `${'é'.repeat(KIB_64 / 2)}x` })).status).toBe(413);
    expect((await put(url, id, { state: 'x'.repeat(4 * 1024 * 1024) })).status).toBe(413);
    expect((await get(last, id)).data.version).toBe(5);
  });

  test('answers what is no session write 400', async () => {
    for (const body of [
      '{',
      {},
      { state: 1 },
      { state: 'a', ifVersion: -1 },
      { state: 'a', ifVersion: '1' },
    ]) {
      expect(await put(url, 'some', body)).toMatchObject({ status: 400, code: 'INVALID_FORMAT' });
    }
    expect((await call(url, 'PUT /api/v1/sessions/some', { body: { state: 'a' } })).status).toBe(401);
    expect((await call(url, 'GET /api/v1/sessions/some')).status).toBe(401);
  });

  test('lets exactly the limit through, of many requests at once on all replicas', async () => {
    const [limited, other] = [
      (await login(url, nextUser())).accessToken,
      (await login(url, nextUser())).accessToken,
    ];
    const count = 2 * RATE_LIMIT;
    const answers = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        call<{ remaining: number }>(spread(fleet.urls, index), 'GET /api/v1/limited', {
          token: limited,
          headers: { 'x-forwarded-for': `10.0.0.${index % 250}`, 'x-real-ip': `10.0.0.${index % 250}` },
        }),
      ),
    );
    const allowed = answers.filter(({ status }) => status === 200);
    const denied = answers.filter(({ status }) => status === 429);
    expect([allowed.length, denied.length]).toEqual([RATE_LIMIT, count - RATE_LIMIT]);
    const remaining = allowed.map(({ data }) => data.remaining).toSorted((one, two) => one - two);
    expect(remaining).toEqual(Array.from({ length: RATE_LIMIT }, (_, index) => index));
    for (const { status, headers, data, code } of answers) {
      expect(headers.get('ratelimit-limit')).toBe(String(RATE_LIMIT));
      expect(headers.get('ratelimit-remaining')).toBe(String(status === 200 ? data.remaining : 0));
      const resetS = Number(headers.get('ratelimit-reset'));
      expect(resetS).toSatisfy(
        (value: number) => Number.isInteger(value) && value >= 1 && value <= RATE_WINDOW_S,
      );
      if (status === 429)
        expect([code, headers.get('retry-after')]).toEqual(['RATE_LIMITED', String(resetS)]);
    }
    expect(
      (await call<{ remaining: number }>(url, 'GET /api/v1/limited', { token: other })).data.remaining,
    ).toBe(RATE_LIMIT - 1);
    expect((await me(url, limited)).status).toBe(200);
    expect((await call(url, 'GET /api/v1/limited')).status).toBe(401);
  });
});
