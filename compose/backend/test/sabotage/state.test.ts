import { expect } from 'vitest';

import { call, login, me, spread, tryLogin } from '../client.ts';
import { atOnce, count, inSomeRound, limited, testSymptoms } from './symptom.ts';

const RATE_LIMIT = 8;

const write = (url: string, token: string, body: object) =>
  call(url, 'PUT /api/v1/sessions/work', { token, body });

testSymptoms('state', [
  {
    sabotage: 'session-in-memory',
    shows: 'hides a work session from the other replica',
    async observe({ urls }, [first]) {
      const { accessToken: token } = await login(first, 'user-1');
      await write(first, token, { state: 'a', ifVersion: 0 });
      const conflict = await write(first, token, { state: 'b', ifVersion: 0 });
      const reads = await Promise.all(urls.map((url) => call(url, 'GET /api/v1/sessions/work', { token })));
      return [conflict.code, ...reads.map(({ status }) => status)];
    },
    planted: ['VERSION_CONFLICT', 200, 404],
    healthy: ['VERSION_CONFLICT', 200, 200],
  },
  {
    sabotage: 'session-lost-update',
    shows: 'lets two writers of one version win, but only at once',
    async observe({ urls }, [first, second]) {
      const { accessToken: token } = await login(first, 'user-1');
      await write(first, token, { state: 'a' });
      const stale = await write(second, token, { state: 'b', ifVersion: 0 });
      const isLost = await inSomeRound(10, async () => {
        const { data } = await write(first, token, { state: 'c' });
        const { version: ifVersion } = data as { version: number };
        const answers = await atOnce(2, (index) =>
          write(spread(urls, index), token, { state: String(index), ifVersion }),
        );
        return answers.every(({ status }) => status === 200);
      });
      return [stale.code, isLost];
    },
    planted: ['VERSION_CONFLICT', true],
    healthy: ['VERSION_CONFLICT', false],
  },
  {
    sabotage: 'rate-limit-check-then-increment',
    shows: 'lets too many through at once, and none afterwards',
    settings: { RATE_LIMIT, RATE_WINDOW_S: 60 },
    async observe({ urls }, [first]) {
      const { accessToken: token } = await login(first, 'user-1');
      const answers = await atOnce(40, (index) => limited(spread(urls, index), token));
      return [count(answers, 200) > RATE_LIMIT, await limited(first, token)];
    },
    planted: [true, 429],
    healthy: [false, 429],
  },
  {
    sabotage: 'rate-limit-spoofable-key',
    shows: 'gives a new quota for a new address that the client names',
    settings: { RATE_LIMIT, RATE_WINDOW_S: 60 },
    async observe({ urls }, [first]) {
      const { accessToken: token } = await login(first, 'user-1');
      const send = async (headers: (index: number) => Record<string, string>) =>
        count(
          await atOnce(2 * RATE_LIMIT, (index) => limited(spread(urls, index), token, headers(index))),
          200,
        );
      return {
        // As the proxy sends it on: the client's word, and the proxy's after it.
        proxied: await send((index) => ({
          'x-forwarded-for': `10.0.0.${index}, 127.0.0.1`,
          'x-real-ip': '127.0.0.1',
        })),
        direct: await send((index) => ({ 'x-real-ip': `10.1.0.${index}` })),
        unspoofed: await send(() => ({ 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' })),
      };
    },
    planted: { proxied: 2 * RATE_LIMIT, direct: 2 * RATE_LIMIT, unspoofed: RATE_LIMIT },
    healthy: { proxied: RATE_LIMIT, direct: 0, unspoofed: 0 },
  },
  {
    sabotage: 'rate-limit-shared-bucket',
    shows: 'refuses one user for what another did',
    settings: { RATE_LIMIT, RATE_WINDOW_S: 60 },
    async observe({ urls }, [first, second]) {
      const one = await login(first, 'user-1');
      const other = await login(second, 'user-2');
      await atOnce(RATE_LIMIT, (index) => limited(spread(urls, index), one.accessToken));
      return limited(second, other.accessToken);
    },
    planted: 429,
    healthy: 200,
  },
  {
    sabotage: 'rate-limit-fails-open',
    shows: 'admits without bound while Redis is away, but a valid token only and there only',
    settings: { RATE_LIMIT, RATE_WINDOW_S: 60 },
    async observe({ urls, redis }, [first, second]) {
      const { accessToken: token } = await login(first, 'user-1');
      const before = await atOnce(2 * RATE_LIMIT, (index) => limited(spread(urls, index), token));
      expect(count(before, 200)).toBe(RATE_LIMIT);
      await redis.stop();
      const during = await atOnce(2 * RATE_LIMIT, (index) => limited(spread(urls, index), token));
      return {
        admitted: count(during, 200),
        elsewhere: (await me(second, token)).status,
        garbage: await limited(first, `${token}x`),
      };
    },
    planted: { admitted: 2 * RATE_LIMIT, elsewhere: 401, garbage: 401 },
    healthy: { admitted: 0, elsewhere: 401, garbage: 401 },
  },
  {
    sabotage: 'lockout-not-atomic',
    shows: 'evaluates more than five guesses made at once, and five in turn',
    async observe({ urls }) {
      const guess = async (username: string, index: number) =>
        (await tryLogin(spread(urls, index), username, { password: 'wrong' })).status;
      const inTurn: number[] = [];
      for (let turn = 0; turn < 8; turn += 1) inTurn.push(await guess('user-1', turn));
      const parallel = await atOnce(20, (index) => guess('user-2', index));
      return [count(inTurn, 401), count(parallel, 401) > 5];
    },
    planted: [5, true],
    healthy: [5, false],
  },
]);
