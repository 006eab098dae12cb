import { once } from 'node:events';
import { request } from 'node:http';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Granted, call, kick, login, me, publish, refresh, tryLogin, userPool } from './client.ts';
import { CAN_RUN, type Fleet, IS_EXTERNAL, PASSWORD, type Running, startFleet } from './fleet.ts';
import { openStream } from './stream-client.ts';

const elapsed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const ANSWER_MS = 1000;
const BACK_MS = 2000;

describe.skipIf(!CAN_RUN || IS_EXTERNAL)('outages', () => {
  let fleet: Fleet;
  const nextUser = userPool(1);
  beforeAll(async () => {
    fleet = await startFleet({}, { isRedisUp: false, replicas: 2 });
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  const answersAsWhenRedisIsAway = async (url: string, granted: Granted | undefined): Promise<void> => {
    const token = granted?.accessToken;
    const answers = await Promise.all([
      call(url, 'GET /health'),
      call(url, 'GET /health/ready'),
      tryLogin(url, 'user-1'),
      ...(granted === undefined
        ? []
        : [
            refresh(url, granted),
            publish(url, granted.accessToken, 'x'),
            me(url, token),
            call(url, 'GET /api/v1/limited', { token }),
            call(url, 'GET /api/v1/sessions/a', { token }),
            call(url, 'PUT /api/v1/sessions/a', { token, body: { state: 'x' } }),
            call(url, 'POST /api/v1/auth/logout', { token }),
            call(url, `GET /api/v1/schedules/events?token=${token}`),
            kick(url, granted.accessToken, { userId: 'user-1', targets: ['desktop'] }),
          ]),
    ]);
    const expected = [
      200,
      503,
      503,
      ...(granted === undefined ? [] : [503, 503, 401, 401, 401, 401, 401, 401, 401]),
    ];
    expect(answers.map(({ status }) => status)).toEqual(expected);
    for (const { status, code } of answers) if (status === 503) expect(code).toBe('UNAVAILABLE');
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(ANSWER_MS);
  };
  const isBackInTime = async ({ url }: Running): Promise<void> => {
    const startedMs = performance.now();
    while ((await call(url, 'GET /health/ready')).status !== 200) {
      expect(performance.now() - startedMs).toBeLessThan(BACK_MS);
      await elapsed(20);
    }
    expect(performance.now() - startedMs).toBeLessThan(BACK_MS);
  };

  test('a replica starts before Redis does, and works as soon as Redis is there', async () => {
    for (const { url } of fleet.replicas) await answersAsWhenRedisIsAway(url, undefined);
    await fleet.redis.start();
    for (const replica of fleet.replicas) {
      await isBackInTime(replica);
      await login(replica.url, nextUser());
    }
  });

  test.for([
    ['is paused', async () => fleet.redis.signal('SIGSTOP'), async () => fleet.redis.signal('SIGCONT')],
    ['is killed and comes back empty', () => fleet.redis.stop(), () => fleet.redis.start()],
  ] as const)(
    'answers within a second when Redis %s, and recovers with its streams',
    async ([, away, back]) => {
      const url = fleet.replicas[0]!.url;
      const granted = await login(url, nextUser());
      using stream = await openStream(url, { token: granted.accessToken });
      const streamer = await login(url, nextUser());
      using kept = await openStream(fleet.replicas[1]!.url, { token: streamer.accessToken });
      await away();
      // At once, in the silence before the connection is given up, and after it.
      for (let turn = 0; turn < 4; turn += 1) {
        for (const replica of fleet.replicas) await answersAsWhenRedisIsAway(replica.url, granted);
      }
      await back();
      for (const replica of fleet.replicas) await isBackInTime(replica);
      expect((await tryLogin(url, nextUser())).status).toBe(200);
      const answer = await publish(url, streamer.accessToken, 'after the outage');
      expect(answer.status).toBe(202);
      await kept.until(() => kept.events.some(({ data }) => data === 'after the outage'), BACK_MS);
      expect(stream.response.status).toBe(200);
    },
  );

  test('a replica that was frozen while busy does not take its own absence for that of Redis', async () => {
    const { url, process } = fleet.replicas[0]!;
    const { accessToken } = await login(url, nextUser());
    const statuses: number[] = [];
    const ended = new AbortController();
    const asking = Array.from({ length: 50 }, async () => {
      while (!ended.signal.aborted) statuses.push((await me(url, accessToken)).status);
    });
    for (let turn = 0; turn < 5; turn += 1) {
      await elapsed(100);
      process.kill('SIGSTOP');
      // Longer than it waits for an answer, and than it takes a silent connection for a dead one.
      await elapsed(1100);
      process.kill('SIGCONT');
    }
    ended.abort();
    await Promise.all(asking);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(statuses.length).toBeGreaterThan(500);
  });

  test('on SIGTERM ends streams cleanly, finishes what is in flight, and exits 0', async () => {
    const leaving = await fleet.startReplica();
    const granted = await login(leaving.url, nextUser());
    using stream = await openStream(leaving.url, { token: granted.accessToken });
    const body = JSON.stringify({ username: nextUser(), password: PASSWORD, clientType: 'desktop' });
    const slow = request(`${leaving.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-length': Buffer.byteLength(body), 'content-type': 'application/json' },
    });
    slow.write(body.slice(0, 10));
    await me(leaving.url, granted.accessToken);
    leaving.process.kill('SIGTERM');
    expect(await stream.ended).toBe(true);
    expect(leaving.process.exitCode).toBeNull();
    slow.end(body.slice(10));
    const [response] = await once(slow, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
    expect(await leaving.exited).toBe(0);
    await expect(fetch(`${leaving.url}/health`)).rejects.toThrow();
  });

  test('a client that reads nothing holds nobody up, and is cut off when its session ends', async () => {
    const [one, two] = fleet.replicas;
    const granted = await login(one!.url, nextUser());
    const lazy = request(`${one!.url}/api/v1/schedules/events?token=${granted.accessToken}`).end();
    const [response] = await once(lazy, 'response');
    response.pause();
    using stream = await openStream(two!.url, { token: granted.accessToken });
    const bulk = 'x'.repeat(60_000);
    for (let turn = 0; turn < 25; turn += 1) {
      await Promise.all(Array.from({ length: 8 }, () => publish(one!.url, granted.accessToken, bulk)));
    }
    await stream.untilEvents(200);
    // The lazy client's stream is cut off after a logout although it never reads its end.
    const cutOff = () => one!.output().match(/"aborted":true/g)?.length ?? 0;
    const before = cutOff();
    await call(two!.url, 'POST /api/v1/auth/logout', { token: granted.accessToken });
    const deadline = performance.now() + ANSWER_MS;
    while (cutOff() === before && performance.now() < deadline) await new Promise((go) => setTimeout(go, 10));
    expect(cutOff()).toBe(before + 1);
    response.on('error', () => undefined).destroy();
  });
});
