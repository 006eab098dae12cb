import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { call, kick, login, me, publish, refresh, spread, tryLogin } from './client.ts';
import {
  CAN_RUN,
  type Fleet,
  IS_EXTERNAL,
  JWT_SECRET,
  PASSWORD,
  freePort,
  spawnReplica,
  startFleet,
} from './fleet.ts';
import { openStream } from './stream-client.ts';

const CANNOT_START = 78;

describe.skipIf(!CAN_RUN || IS_EXTERNAL)('the process', () => {
  const valid = { PORT: '1', REDIS_URL: 'redis://127.0.0.1:1', INSTANCE_ID: 'a' };

  test.concurrent.for([
    ['a short secret', { JWT_SECRET: 'short' }, /JWT_SECRET/],
    ['no secret', { JWT_SECRET: '' }, /JWT_SECRET/],
    ['no port', { PORT: '' }, /PORT/],
    ['a port that is no number', { PORT: 'http' }, /PORT/],
    ['an unparsable Redis URL', { REDIS_URL: 'not a url' }, /REDIS_URL/],
    ['a URL of something else', { REDIS_URL: 'http://127.0.0.1' }, /REDIS_URL/],
    ['no instance id', { INSTANCE_ID: '' }, /INSTANCE_ID/],
    ['an instance id that is no header value', { INSTANCE_ID: 'a\nb' }, /INSTANCE_ID/],
    ['no password', { SEED_PASSWORD: '' }, /SEED_PASSWORD/],
    ['a negative time', { ACCESS_TTL_S: '-1' }, /ACCESS_TTL_S/],
    ['a limit that is no number', { RATE_LIMIT: 'many' }, /RATE_LIMIT/],
    ['a sabotage that is not there', { LOCKSTEP_SABOTAGE: 'toString' }, /LOCKSTEP_SABOTAGE/],
  ] as const)('exits 78 with one sentence for %s', async ([, wrong, sentence], { expect }) => {
    const replica = spawnReplica({ ...valid, ...wrong });
    expect(await replica.exited).toBe(CANNOT_START);
    expect(replica.output()).toMatch(sentence);
    expect(replica.output().trim().split('\n')).toHaveLength(1);
    expect(replica.output()).not.toContain(JWT_SECRET);
  });

  test('exits 78 with one sentence when the port is taken', async () => {
    const PORT = String(await freePort());
    const first = spawnReplica({ ...valid, PORT });
    while (!first.output().includes('listening')) await new Promise((resolve) => setTimeout(resolve, 10));
    const second = spawnReplica({ ...valid, PORT });
    expect(await second.exited).toBe(CANNOT_START);
    expect(second.output()).toContain(PORT);
    expect(second.output().trim().split('\n')).toHaveLength(1);
    first.process.kill('SIGTERM');
    expect(await first.exited).toBe(0);
  });

  test('writes one line per request, and no token, password or secret', async () => {
    await using fleet = await startFleet({}, { replicas: 1 });
    const [replica] = fleet.replicas;
    const url = replica!.url;
    const first = await login(url, 'user-1');
    const { data: second } = await refresh(url, first);
    const { accessToken: token } = second;
    const stream = await openStream(url, { token });
    await call(url, `GET /nothing?%74oken=${token}&x=1`);
    await call(url, `GET /nothing/${token}?refreshToken=${second.refreshToken}`);
    await call(url, 'GET /nothing?token=short&password=hunter2');
    await call(url, 'POST /api/v1/auth/logout', { token });
    await stream.ended;
    replica!.process.kill('SIGTERM');
    await replica!.exited;
    const log = replica!.output();
    for (const secret of [
      first.accessToken,
      first.refreshToken,
      token,
      second.refreshToken,
      PASSWORD,
      JWT_SECRET!,
    ]) {
      expect(log).not.toContain(secret.slice(-20));
    }
    expect(log).not.toMatch(/short|hunter2|eyJ/);
    const lines: unknown[] = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual({
      method: 'GET',
      path: '/api/v1/schedules/events?token=[redacted]',
      status: 200,
      ms: expect.any(Number),
      instance: expect.any(String),
    });
  });
});

describe.skipIf(!CAN_RUN || IS_EXTERNAL)('a sabotaged fleet', () => {
  const RATE_LIMIT = 10;
  let fleets: Record<'token-version-cached' | 'rate-limit-in-memory' | 'stream-local-only', Fleet>;
  const start = (sabotage: string) => startFleet({ RATE_LIMIT, HEARTBEAT_S: 0.2 }, { replicas: 2, sabotage });
  beforeAll(async () => {
    fleets = {
      'token-version-cached': await start('token-version-cached'),
      'rate-limit-in-memory': await start('rate-limit-in-memory'),
      'stream-local-only': await start('stream-local-only'),
    };
  });
  afterAll(() => Promise.all(Object.values(fleets).map((fleet) => fleet[Symbol.asyncDispose]())));

  test('token-version-cached accepts a kicked token for two seconds, and the new one at once', async () => {
    const { urls } = fleets['token-version-cached'];
    const admin = await login(urls[0]!, 'admin', 'admin');
    const kicked = await login(urls[0]!, 'user-1');
    expect((await me(urls[1]!, kicked.accessToken)).status).toBe(200);
    const cachedMs = performance.now();
    await kick(urls[0]!, admin.accessToken, { userId: 'user-1', targets: ['desktop'] });
    expect((await me(urls[1]!, kicked.accessToken)).status).toBe(200);
    while ((await me(urls[1]!, kicked.accessToken)).status === 200)
      await new Promise((go) => setTimeout(go, 20));
    expect(performance.now() - cachedMs).toBeGreaterThan(1900);
    expect(performance.now() - cachedMs).toBeLessThan(3000);
    expect((await me(urls[1]!, (await login(urls[0]!, 'user-1')).accessToken)).status).toBe(200);
  });

  test('rate-limit-in-memory lets the limit through once per replica', async () => {
    const { urls } = fleets['rate-limit-in-memory'];
    const { accessToken: token } = await login(urls[0]!, 'user-1');
    const requests = Array.from({ length: 60 }, (_, index) =>
      call(spread(urls, index), 'GET /api/v1/limited', { token }),
    );
    const answers = await Promise.all(requests);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2 * RATE_LIMIT);
  });

  test('stream-local-only shows a stream what its own replica took, and nothing else', async () => {
    const { urls } = fleets['stream-local-only'];
    const { accessToken: token } = await login(urls[0]!, 'user-1');
    using stream = await openStream(urls[0]!, { token });
    for (let index = 0; index < 20; index += 1) await publish(spread(urls, index), token, String(index % 2));
    await stream.untilEvents(10);
    const seen = stream.received.length;
    await stream.until(() => stream.received.length >= seen + 2);
    expect(stream.events.map(({ data }) => data)).toEqual(Array.from({ length: 10 }, () => '0'));
    expect((await tryLogin(urls[1]!, 'user-2')).status).toBe(200);
  });
});
