import { setTimeout as pause } from 'node:timers/promises';

import { call, login, publish, spread } from '../client.ts';
import type { Fleet } from '../fleet.ts';
import { openStream } from '../stream-client.ts';
import { atOnce, kickUser, testSymptoms } from './symptom.ts';

const HEARTBEAT_S = 0.2;
const BEAT_MS = HEARTBEAT_S * 1000;

/** What a stream shows that resumes on the other replica after the first of two events, while a third comes. */
async function resume(_fleet: Fleet, [first, second]: readonly [string, string]): Promise<string[]> {
  const { accessToken: token } = await login(first, 'user-1');
  const { data } = await publish(first, token, 'seen');
  await publish(second, token, 'missed');
  using stream = await openStream(second, { token, lastEventId: data.id });
  await publish(first, token, 'new');
  await stream.until(() => stream.events.at(-1)?.data === 'new');
  return stream.events.map((event) => event.data);
}

testSymptoms('streams', [
  {
    sabotage: 'app-buffers-stream',
    shows: 'holds events back, and lets a large one go',
    async observe(_fleet, [first, second]) {
      const { accessToken: token } = await login(first, 'user-1');
      using stream = await openStream(second, { token });
      const delays: boolean[] = [];
      for (const [index, data] of ['small', 'x'.repeat(5000)].entries()) {
        const startedMs = performance.now();
        await publish(first, token, data);
        await stream.untilEvents(index + 1);
        delays.push(performance.now() - startedMs > 1000);
      }
      return delays;
    },
    planted: [true, false],
    healthy: [false, false],
  },
  {
    sabotage: 'no-heartbeat',
    shows: 'says nothing while there is nothing to say, and hears still',
    settings: { HEARTBEAT_S },
    async observe(_fleet, [first, second]) {
      const { accessToken: token } = await login(first, 'user-1');
      using stream = await openStream(second, { token });
      await pause(3 * BEAT_MS);
      const beats = stream.received.some(({ type }) => type === 'heartbeat');
      await publish(first, token, 'x');
      await stream.untilEvents(1);
      return beats;
    },
    planted: false,
    healthy: true,
  },
  {
    sabotage: 'resume-ignored',
    shows: 'loses what a client missed',
    observe: resume,
    planted: ['new'],
    healthy: ['missed', 'new'],
  },
  {
    sabotage: 'resume-from-start',
    shows: 'sends again what a client has seen',
    observe: resume,
    planted: ['seen', 'missed', 'new'],
    healthy: ['missed', 'new'],
  },
  {
    sabotage: 'event-id-per-process',
    shows: 'gives one id to different events on different replicas',
    async observe({ urls }, [first]) {
      const { accessToken: token } = await login(first, 'user-1');
      const other = await login(first, 'user-2');
      await publish(first, other.accessToken, 'what only the first replica has counted');
      const streams = await Promise.all(urls.map((url) => openStream(url, { token })));
      const payloads = new Map<string, Set<string>>();
      const note = (id = '', data = '') => payloads.set(id, (payloads.get(id) ?? new Set()).add(data));
      for (let turn = 0; turn < 6; turn += 1) {
        const { data } = await publish(spread(urls, turn), token, `${turn}`);
        note(data.id, `${turn}`);
      }
      for (const stream of streams) {
        await stream.untilEvents(6);
        for (const { id, data } of stream.events) note(id, data);
        stream.close();
      }
      return [...payloads.values()].some((named) => named.size > 1);
    },
    planted: true,
    healthy: false,
  },
  {
    sabotage: 'event-id-before-visible',
    shows: 'skips events of concurrent publishers for good, and none published in turn',
    async observe({ urls }, [first, second]) {
      const { accessToken: token } = await login(first, 'user-1');
      using stream = await openStream(second, { token });
      const loop = async (place: number, turns: number) => {
        for (let turn = 0; turn < turns; turn += 1)
          await publish(spread(urls, place), token, `${place} ${turn}`);
      };
      await loop(0, 12);
      await stream.untilEvents(12);
      await atOnce(4, (place) => loop(place, 12));
      await publish(first, token, 'last');
      await stream.until(() => stream.events.at(-1)?.data === 'last');
      using replayed = await openStream(first, { token, lastEventId: '0-0' });
      await replayed.untilEvents(12 + 4 * 12 + 1);
      return stream.events.length < replayed.events.length;
    },
    planted: true,
    healthy: false,
  },
  {
    sabotage: 'reconnect-goes-deaf',
    shows: 'lets the new stream beat on without hearing, also when another comes',
    settings: { HEARTBEAT_S },
    async observe({ replicas }, [first, second]) {
      const { accessToken: token } = await login(first, 'user-1');
      const old = await openStream(second, { token });
      using renewed = await openStream(second, { token });
      old.close();
      while (!replicas[1]!.output().includes('"aborted":true')) await pause(10);
      await publish(first, token, 'to the new stream');
      using another = await openStream(second, { token });
      await publish(first, token, 'to both');
      await another.untilEvents(1);
      const seen = renewed.received.length;
      await renewed.until(() => renewed.received.slice(seen).some(({ type }) => type === 'heartbeat'));
      return renewed.events.map(({ data }) => data);
    },
    planted: [],
    healthy: ['to the new stream', 'to both'],
  },
  {
    sabotage: 'stream-survives-kick',
    shows: 'sends on after a kick, a logout and the expiry of its token',
    settings: { ACCESS_TTL_S: 2 },
    async observe(_fleet, [first, second]) {
      const users = ['user-1', 'user-2', 'user-3'];
      const granted = await Promise.all(users.map((user) => login(first, user)));
      const streams = await Promise.all(
        granted.map(({ accessToken: token }) => openStream(second, { token })),
      );
      await kickUser(first, 'user-1');
      await call(first, 'POST /api/v1/auth/logout', { token: granted[1]!.accessToken });
      await pause(2100);
      for (const user of users) await publish(first, (await login(first, user)).accessToken, 'late');
      return Promise.all(
        streams.map((stream) =>
          stream.untilEvents(1).then(
            () => true,
            () => false,
          ),
        ),
      ).finally(() => {
        for (const stream of streams) stream.close();
      });
    },
    planted: [true, true, true],
    healthy: [false, false, false],
  },
]);
