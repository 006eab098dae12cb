import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Answer, call, login, publish, spread, userPool } from './client.ts';
import { CAN_RUN, type Fleet, IS_EXTERNAL, settingsFor, startFleet } from './fleet.ts';
import { type StreamClient, openStream, requestStream } from './stream-client.ts';

const KEPT_EVENTS = 10_000;
const KIB_64 = 65_536;
const PATH = '/api/v1/schedules/events';

describe.skipIf(!CAN_RUN)('event streams', () => {
  let fleet: Fleet;
  let url: string;
  let last: string;
  const nextUser = userPool(55);
  const { MAX_STREAMS } = settingsFor({});
  beforeAll(async () => {
    fleet = await startFleet();
    url = fleet.urls[0]!;
    last = fleet.urls.at(-1)!;
  });
  afterAll(() => fleet[Symbol.asyncDispose]());

  const logIn = async () => (await login(url, nextUser())).accessToken;
  const publishMany = async (token: string, count: number, name = 'event') => {
    const answers: Promise<Answer<{ id: string }>>[] = [];
    for (let index = 0; index < count; index += 1) {
      answers.push(publish(spread(fleet.urls, index), token, `${name} ${index}`));
    }
    return (await Promise.all(answers)).map(({ status, data }) => {
      expect(status).toBe(202);
      return data.id;
    });
  };
  const idsOf = (stream: StreamClient) => stream.events.map(({ id }) => id!);

  test('begins with connected, at once, under headers that no cache keeps', async () => {
    const user = nextUser();
    const { accessToken: token } = await login(url, user);
    for (const via of ['query', 'bearer'] as const) {
      const startedMs = performance.now();
      using stream = await openStream(last, { token, via });
      expect(performance.now() - startedMs).toBeLessThan(1000);
      const { status, headers } = stream.response;
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-accel-buffering')).toBeNull();
      const [connected] = stream.received;
      expect(connected).toMatchObject({ type: 'connected', id: undefined });
      expect(JSON.parse(connected!.data)).toEqual({
        clientId: expect.any(String),
        accountUuid: user,
        instance: headers.get('x-instance-id'),
      });
    }
  });

  test('delivers what all replicas publish at once to streams on all replicas, once and in one order', async () => {
    const [token, other] = [await logIn(), await logIn()];
    await publishMany(token, 3, 'before');
    const streams = await Promise.all(
      [...fleet.urls, ...fleet.urls].map((replica) => openStream(replica, { token })),
    );
    using foreign = await openStream(url, { token: other });
    const ids = await publishMany(token, 150);
    for (const stream of streams) {
      await stream.untilEvents(ids.length);
      expect(idsOf(stream)).toEqual(idsOf(streams[0]!));
      expect(new Set(idsOf(stream))).toEqual(new Set(ids));
      expect(stream.events.every(({ type }) => type === 'schedule:popup-reminder')).toBe(true);
      expect(stream.events.every(({ data }) => data.startsWith('event '))).toBe(true);
      stream.close();
    }
    await publish(last, other, 'end');
    await foreign.untilEvents(1);
    expect(foreign.events).toHaveLength(1);
  });

  test('gives ids that grow in the order of publishing, over all replicas', async () => {
    const token = await logIn();
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      ids.push((await publish(spread(fleet.urls, index), token, 'x')).data.id);
    }
    using stream = await openStream(last, { token, lastEventId: ids[0]! });
    await stream.untilEvents(ids.length - 1);
    expect(idsOf(stream)).toEqual(ids.slice(1));
  });

  test('resumes on another replica without gap or repeat while events keep coming', async () => {
    const token = await logIn();
    const seen: string[] = [];
    const progress = { isDone: false };
    const all: string[] = [];
    // The first stream waits for an event, so that there is an id to resume from.
    const first = await openStream(url, { token });
    const publishing = Promise.all(
      fleet.urls.map(async (replica) => {
        for (let index = 0; index < 60; index += 1) all.push((await publish(replica, token, 'x')).data.id);
      }),
    ).then(() => (progress.isDone = true));
    await first.untilEvents(1);
    first.close();
    seen.push(...idsOf(first));
    for (let turn = 1; !progress.isDone || seen.length < all.length; turn += 1) {
      const idVia = turn % 2 === 0 ? 'query' : 'header';
      using stream = await openStream(spread(fleet.urls, turn), { token, lastEventId: seen.at(-1)!, idVia });
      await stream.until(
        () =>
          stream.events.length >= 10 || (progress.isDone && seen.length + stream.events.length >= all.length),
      );
      seen.push(...idsOf(stream));
    }
    await publishing;
    expect(new Set(seen).size).toBe(seen.length);
    expect(new Set(seen)).toEqual(new Set(all));
    using replay = await openStream(last, { token, lastEventId: seen[0]! });
    await replay.untilEvents(all.length - 1);
    expect(idsOf(replay)).toEqual(seen.slice(1));
  });

  test('replays from the oldest event for an id it never gave', async () => {
    const token = await logIn();
    const ids = await publishMany(token, 5);
    for (const lastEventId of [
      'nonsense',
      '1-1',
      '99999999999999-0',
      `${ids[0]}0`,
      '-',
      '+',
      '99999999999999999999999',
    ]) {
      using stream = await openStream(last, { token, lastEventId });
      await stream.untilEvents(ids.length);
      expect(new Set(idsOf(stream)), lastEventId).toEqual(new Set(ids));
    }
  });

  test('does not send an event that was published before the request began', async () => {
    const token = await logIn();
    for (let round = 0; round < 10; round += 1) {
      await publish(spread(fleet.urls, round), token, 'before');
      using stream = await openStream(spread(fleet.urls, round + 1), { token });
      await publish(spread(fleet.urls, round + 2), token, 'after');
      await stream.untilEvents(1);
      expect(stream.events.map(({ data }) => data)).toEqual(['after']);
    }
  });

  test.for([
    ['one line', 'plain'],
    ['nothing', ''],
    ['many lines', 'a\nb\n\nc'],
    ['line breaks at both ends', '\n\na\n'],
    ['leading and trailing spaces', '  a  \n b'],
    ['what looks like fields', 'data: x\nid: 7\nevent: y\n: comment\n\nretry: 1'],
    ['JSON', '{"a":[1,"zwei",null]}'],
    ['letters of all planes', 'ü € 漢字 🙂👩‍👩‍👧 \u2028 \u0001 \uFEFF'],
    ['64 KiB', 'x'.repeat(KIB_64)],
    ['64 KiB of two-byte letters', 'é'.repeat(KIB_64 / 2)],
    ['64 KiB of line breaks', '\n'.repeat(KIB_64)],
  ] as const)('carries %s intact, live and replayed', async ([, data]) => {
    const token = await logIn();
    const { id: anchor } = (await publish(url, token, 'anchor')).data;
    using live = await openStream(last, { token });
    const { id } = (await publish(url, token, data, 'schedule:task-executed')).data;
    await live.untilEvents(1);
    using replayed = await openStream(last, { token, lastEventId: anchor });
    await replayed.untilEvents(1);
    for (const stream of [live, replayed])
      expect(stream.events).toEqual([{ type: 'schedule:task-executed', id, data }]);
  });

  test('carries CR and CRLF as line breaks, which is all the format knows', async () => {
    const token = await logIn();
    using stream = await openStream(last, { token });
    await publish(url, token, 'a\r\nb\rc\r\n');
    await stream.untilEvents(1);
    expect(stream.events[0]!.data).toBe('a\nb\nc\n');
  });

  test('refuses what is no event', async () => {
    const token = await logIn();
    const long = 'x'.repeat(KIB_64 + 1);
    for (const body of [
      '{',
      {},
      { type: 'x' },
      { data: 'x' },
      { type: 'a\nid: 1', data: 'x' },
      { type: 'x', data: long },
    ]) {
      expect(await call(url, `POST ${PATH}`, { token, body })).toMatchObject({
        status: 400,
        code: 'INVALID_FORMAT',
      });
    }
    expect((await call(url, `POST ${PATH}`, { body: { type: 'x', data: 'y' } })).status).toBe(401);
    expect((await call(url, `POST ${PATH}?token=${token}`, { body: { type: 'x', data: 'y' } })).status).toBe(
      401,
    );
  });

  test('lets a user hold MAX_STREAMS streams over all replicas, and take a freed place at once', async () => {
    const token = await logIn();
    const opening = Array.from({ length: MAX_STREAMS + 5 }, (_, index) =>
      requestStream(spread(fleet.urls, index), { token }),
    );
    const streams = await Promise.all(opening);
    const open = streams.filter(({ response }) => response.status === 200);
    expect(open).toHaveLength(MAX_STREAMS);
    for (const { response } of streams) {
      if (response.status !== 200) expect(response.status).toBe(429);
    }
    expect(await call(url, `GET ${PATH}`, { token })).toMatchObject({
      status: 429,
      code: 'TOO_MANY_STREAMS',
    });
    open[0]!.close();
    let again = await requestStream(last, { token });
    // The server learns of the hang-up only when the connection's end reaches it.
    for (let turn = 0; again.response.status === 429 && turn < 100; turn += 1)
      again = await requestStream(last, { token });
    expect(again.response.status).toBe(200);
    await publish(url, token, 'all of them');
    for (const stream of [...open.slice(1), again]) {
      await stream.untilEvents(1);
      stream.close();
    }
  });

  test('never goes deaf in a storm of reconnects', async () => {
    const token = await logIn();
    for (let round = 0; round < 15; round += 1) {
      const old = await openStream(url, { token });
      const opening = openStream(url, { token });
      old.close();
      using stream = await opening;
      await publish(last, token, `round ${round}`);
      await stream.untilEvents(1);
      expect(stream.events[0]!.data).toBe(`round ${round}`);
    }
  });

  test('replays the ten thousand events it keeps, from the oldest when the asked one is trimmed', async () => {
    const user = nextUser();
    const { accessToken: token } = await login(url, user);
    const { id: trimmed } = (await publish(url, token, 'first')).data;
    await fill(fleet, { user, token, count: KEPT_EVENTS - 1 });
    await publish(last, token, 'kept');
    using stream = await openStream(last, { token, lastEventId: trimmed });
    await stream.untilEvents(KEPT_EVENTS);
    await publish(url, token, 'live');
    await stream.until(() => stream.events.at(-1)!.data === 'live');
    expect(stream.events).toHaveLength(KEPT_EVENTS + 1);
    expect(stream.events.every(({ data }) => data !== 'first')).toBe(true);
  });
});

/** Publishes many events: over HTTP where that is the only way, else by repeating one in Redis, as it is kept there. */
async function fill(
  fleet: Fleet,
  { user, token, count }: { user: string; token: string; count: number },
): Promise<void> {
  const publisher = async (): Promise<void> => {
    for (let left = Math.ceil(count / 25); left > 0; left -= 1)
      await publish(spread(fleet.urls, left), token, 'kept');
  };
  if (IS_EXTERNAL) {
    await Promise.all(Array.from({ length: 25 }, publisher));
    return;
  }
  await publish(fleet.urls[0]!, token, 'kept');
  const redis = new Redis(fleet.redis.url);
  const repeat = `
    local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
    for _ = 2, ARGV[1] do redis.call('XADD', KEYS[1], '*', unpack(newest[1][2])) end`;
  await redis.eval(repeat, 1, `events:${user}`, count);
  redis.disconnect();
}
