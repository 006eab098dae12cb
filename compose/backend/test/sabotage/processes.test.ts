import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { call, login, me, refresh, statuses, tryLogin } from '../client.ts';
import { PASSWORD } from '../fleet.ts';
import { openStream } from '../stream-client.ts';
import { testSymptoms } from './symptom.ts';

const READY = 'GET /health/ready';

testSymptoms('processes', [
  {
    sabotage: 'redis-away-fails-open',
    shows: 'accepts tokens that it cannot check',
    async observe({ urls, redis }, [first]) {
      const { accessToken } = await login(first, 'user-1');
      await redis.stop();
      return [await statuses(urls, accessToken), await statuses(urls, `${accessToken}x`)];
    },
    planted: [
      [200, 200],
      [401, 401],
    ],
    healthy: [
      [401, 401],
      [401, 401],
    ],
  },
  {
    sabotage: 'redis-away-hangs',
    shows: 'answers nothing while Redis is away, and for eight seconds more',
    async observe({ urls, redis }, [first]) {
      const { accessToken } = await login(first, 'user-1');
      await redis.stop();
      const asked = urls.map((url) => me(url, accessToken).then(({ status }) => status));
      const during = await Promise.all(asked.map((answer) => Promise.race([answer, pause(2000, 'silence')])));
      await redis.start();
      const backMs = performance.now();
      for (const url of urls) while ((await call(url, READY)).status !== 200) await pause(20);
      const isLate = performance.now() - backMs > 7000;
      const hanging = await Promise.all(asked.map((answer) => Promise.race([answer, pause(1, 'silence')])));
      return { during, isLate, hanging, after: (await tryLogin(first, 'user-1')).status };
    },
    planted: {
      during: ['silence', 'silence'],
      isLate: true,
      hanging: ['silence', 'silence'],
      after: 200,
    },
    healthy: { during: [401, 401], isLate: false, hanging: [401, 401], after: 200 },
  },
  {
    sabotage: 'keep-alive-race',
    shows: 'closes an idle connection within seven seconds',
    async observe(_fleet, urls) {
      const idle = urls.map(async (url) => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1').resume();
        socket.write('GET /health HTTP/1.1\r\nHost: a\r\n\r\n');
        const end = await Promise.race([once(socket, 'close').then(() => 'closed'), pause(7000, 'open')]);
        socket.destroy();
        return end;
      });
      return Promise.all(idle);
    },
    planted: ['closed', 'closed'],
    healthy: ['open', 'open'],
  },
  {
    sabotage: 'restart-drops-work',
    shows: 'cuts what is in flight and ends the sessions that the process opened',
    async observe({ replicas }, [first, second]) {
      const [own, other] = [await login(second, 'user-1'), await login(first, 'user-2')];
      const body = JSON.stringify({ username: 'user-3', password: PASSWORD, clientType: 'desktop' });
      const slow = request(`${second}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-length': Buffer.byteLength(body) },
      });
      const answered = once(slow, 'response').then(
        ([response]: { statusCode: number; resume: () => void }[]) => (
          response!.resume(),
          response!.statusCode
        ),
        () => 'cut',
      );
      slow.write(body.slice(0, 10));
      await me(second, own.accessToken);
      replicas[1]!.process.kill('SIGTERM');
      await pause(100);
      slow.end(body.slice(10));
      return {
        inFlight: await answered,
        exitCode: await replicas[1]!.exited,
        own: [(await me(first, own.accessToken)).status, (await refresh(first, own)).status],
        other: (await me(first, other.accessToken)).status,
      };
    },
    planted: { inFlight: 'cut', exitCode: 0, own: [401, 401], other: 200 },
    healthy: { inFlight: 200, exitCode: 0, own: [200, 200], other: 200 },
  },
  {
    sabotage: 'slow-replica',
    shows: 'takes 60 ms and more, and the other replica does not',
    onOne: true,
    async observe({ urls }) {
      const { accessToken: token } = await login(urls[0]!, 'user-1');
      const requests = ['GET /health', 'GET /api/v1/auth/me', 'GET /nowhere'];
      const fastest = urls.map(async (url) => {
        const times: number[] = [];
        for (const line of [...requests, ...requests]) times.push((await call(url, line, { token })).ms);
        return Math.min(...times) >= 60;
      });
      return Promise.all(fastest);
    },
    planted: [false, true],
    healthy: [false, false],
  },
  {
    sabotage: 'overload-lingers',
    shows: 'is slow once it had more than forty requests in a second, and the other replica is not',
    onOne: true,
    async observe({ urls }) {
      const isSlow = async (url: string) => (await call(url, 'GET /health')).ms >= 300;
      const before = await Promise.all(urls.map(isSlow));
      await Promise.all(urls.flatMap((url) => Array.from({ length: 100 }, () => call(url, 'GET /health'))));
      return { before, after: await Promise.all(urls.map(isSlow)) };
    },
    planted: { before: [false, false], after: [false, true] },
    healthy: { before: [false, false], after: [false, false] },
  },
  {
    sabotage: 'failing-replica',
    shows: 'fails one request in twenty, of every kind',
    onOne: true,
    async observe({ urls }) {
      const { accessToken: token } = await login(urls[0]!, 'user-1');
      return Promise.all(
        urls.map(async (url) => {
          const failed: string[] = [];
          for (let turn = 0; turn < 200; turn += 1) {
            const line = ['GET /health', 'GET /api/v1/auth/me', 'GET /api/v1/sessions/a', 'POST /x'][
              turn % 4
            ]!;
            const { status, code } = await call(url, line, { token });
            if (status === 500 && code === 'INTERNAL') failed.push(line);
          }
          return [Math.round(failed.length / 2), new Set(failed).size];
        }),
      );
    },
    planted: [
      [0, 0],
      [5, 4],
    ],
    healthy: [
      [0, 0],
      [0, 0],
    ],
  },
  {
    sabotage: 'token-in-log',
    shows: 'writes the token of a stream into the access log',
    async observe({ replicas }, [first, second]) {
      const { accessToken: token } = await login(first, 'user-1');
      (await openStream(second, { token })).close();
      while (!replicas[1]!.output().includes('/schedules/events')) await pause(10);
      return replicas[1]!.output().includes(token);
    },
    planted: true,
    healthy: false,
  },
]);
