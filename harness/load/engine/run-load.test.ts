import { Buffer } from 'node:buffer';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { LoadSecond } from './load-second.ts';
import type { LoadFailure } from './messages.ts';
import { type RunningLoad, runLoad } from './run-load.ts';
import type { EnginePlan } from './thread-plan.ts';

const servers: Server[] = [];
const open = new Set<Socket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  open.clear();
  for (const server of servers.splice(0)) server.close();
});

/** A server that does something with each request of its connections, told by its user. */
async function serve(answer: (socket: Socket, user: string, nth: number) => void): Promise<number> {
  let nth = 0;
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      nth += 1;
      answer(socket, /user: (\S+)/u.exec(String(bytes))?.[1] ?? '', nth);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const says = (user: string, more = 'Content-Length: 2\r\n'): string =>
  `HTTP/1.1 200 OK\r\nX-Instance-Id: b-2\r\n${more}\r\n${user}`;

const USERS = ['u0', 'u1', 'u2'];
const planned = (port: number, changed: Partial<EnginePlan> = {}): EnginePlan => ({
  target: { host: '127.0.0.1', port, isTls: false },
  calls: [
    {
      operation: 'me',
      method: 'GET',
      weight: 1,
      requests: USERS.map((user) => Buffer.from(`GET / HTTP/1.1\r\nuser: ${user}\r\n\r\n`)),
      expectations: USERS.map((user) => ({ statuses: [200], holds: Buffer.from(user), fields: [] })),
    },
  ],
  users: USERS.length,
  pace: {
    kind: 'open',
    schedule: { phases: [{ fromPerSecond: 400, toPerSecond: 400, durationMs: 500 }], spacing: 'even' },
  },
  seed: '7f',
  connections: 4,
  threads: 1,
  timeoutMs: 5000,
  maxWaitMs: 5000,
  attribution: { header: 'x-instance-id', replicas: ['b-1', 'b-2'] },
  ...changed,
});

async function offered(plan: EnginePlan, meanwhile: (load: RunningLoad) => void = () => undefined) {
  const seconds: LoadSecond[] = [];
  const failures: LoadFailure[] = [];
  const load = runLoad(plan, {
    onSecond: (second) => seconds.push(second),
    onFailure: (failure) => failures.push(failure),
  });
  meanwhile(load);
  await load.ended;
  const slices = seconds.flatMap(({ latencies }) => latencies);
  const count = (of: (slice: (typeof slices)[number]) => boolean): number =>
    slices.filter(of).reduce((sum, slice) => sum + slice.count, 0);
  const sum = (of: (second: LoadSecond) => number): number =>
    seconds.reduce((all, second) => all + of(second), 0);
  return {
    seconds,
    failures,
    slices,
    due: sum(({ due }) => due),
    missed: sum(({ missed }) => missed),
    right: count(({ right }) => right),
    unanswered: count(({ answer }) => answer === 'none'),
  };
}

test('every arrival is sent, answered, checked and told with who answered', async () => {
  const asked = new Map<string, number>();
  const port = await serve((socket, user) => {
    asked.set(user, (asked.get(user) ?? 0) + 1);
    socket.write(says(user));
  });
  const load = await offered(planned(port));
  expect([load.due, load.right, load.missed]).toEqual([200, 200, 0]);
  expect(load.slices).toMatchObject([{ operation: 'me', replica: 'b-2', answer: '2xx', right: true }]);
  expect([...asked.keys()].sort()).toEqual(USERS);
  expect(load.failures).toEqual([]);
});

test('two threads offer the same arrivals together, on connections of their own', async () => {
  const port = await serve((socket, user) => socket.write(says(user)));
  const load = await offered(planned(port, { threads: 2 }));
  expect([load.due, load.right]).toEqual([200, 200]);
  expect(open.size).toBe(4);
});

test('an answer for another user is wrong, and one of the exchanges is kept to be shown', async () => {
  const port = await serve((socket) => socket.write(says('u0')));
  const load = await offered(planned(port));
  expect(load.right).toBeGreaterThan(0);
  expect(load.right).toBeLessThan(200);
  expect(load.failures).toHaveLength(3);
  expect(load.failures[0]).toMatchObject({ what: 'the body lacks the expected bytes', answer: '200 u0' });
});

test('a server that closes after each answer is connected to again', async () => {
  const port = await serve((socket, user) => socket.end(says(user, 'Connection: close\r\n')));
  const load = await offered(planned(port));
  expect([load.due, load.right]).toEqual([200, 200]);
});

test('answers in pieces, and chunked, are put together', async () => {
  const port = await serve((socket, user, nth) => {
    const bytes = says(`1\r\nu\r\n1\r\n${user.slice(1)}\r\n0\r\n\r\n`, 'Transfer-Encoding: chunked\r\n');
    const cut = nth % bytes.length;
    socket.write(bytes.slice(0, cut), () => socket.write(bytes.slice(cut)));
  });
  const load = await offered(planned(port));
  expect([load.due, load.right]).toEqual([200, 200]);
});

test('a server that breaks off, or says what is not HTTP, costs the request and no more', async () => {
  const port = await serve((socket, user, nth) => {
    if (nth % 10 === 0) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nu');
    else if (nth % 10 === 5) socket.write('\0\0garbage\r\n\r\n');
    else socket.write(says(user));
  });
  const load = await offered(planned(port));
  expect([load.due, load.right, load.unanswered]).toEqual([200, 160, 40]);
  expect(new Set(load.failures.map(({ what }) => what)).size).toBe(2);
});

test('nobody listens: every arrival is sent in vain', async () => {
  const port = await serve(() => undefined);
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const load = await offered(planned(port));
  expect([load.due, load.unanswered, load.missed]).toEqual([200, 200, 0]);
  expect(load.failures[0]).toMatchObject({ what: 'ECONNREFUSED', answer: '' });
});

test('a server that is silent: what was sent times out, and what never found a connection is missed, not forgotten', async () => {
  const port = await serve(() => undefined);
  const load = await offered(planned(port, { timeoutMs: 600, maxWaitMs: 300 }));
  expect(load.due).toBe(200);
  expect(load.unanswered).toBeGreaterThanOrEqual(4);
  expect(load.missed).toBe(200 - load.unanswered);
  expect(load.failures[0]).toMatchObject({ what: 'no answer within 600 ms' });
});

test('closed, each connection asks again as soon as it is answered, until the time is over', async () => {
  const port = await serve((socket, user) => socket.write(says(user)));
  const load = await offered(planned(port, { pace: { kind: 'closed', durationMs: 300 } }));
  expect(load.right).toBe(load.due);
  expect(load.due).toBeGreaterThan(100);
});

test('stopped, it ends at once and tells what it had', async () => {
  const port = await serve((socket, user) => socket.write(says(user)));
  const pace: EnginePlan['pace'] = {
    kind: 'open',
    schedule: { phases: [{ fromPerSecond: 100, toPerSecond: 100, durationMs: 600_000 }], spacing: 'even' },
  };
  const result = await offered(planned(port, { pace }), ({ stop }) => setTimeout(stop, 500));
  expect(result.due).toBeLessThan(1000);
});

test('a user whose token was refreshed sends the new one from then on', async () => {
  const port = await serve((socket, user) => socket.write(says(user === 'new' ? 'u1' : user)));
  const seen: string[] = [];
  servers[0]?.on('connection', (socket: Socket) =>
    socket.on('data', (bytes) => seen.push(/user: (\S+)/u.exec(String(bytes))?.[1] ?? '')),
  );
  const load = await offered(planned(port), ({ replace }) =>
    setTimeout(() => replace(1, [Buffer.from('GET / HTTP/1.1\r\nuser: new\r\n\r\n')]), 350),
  );
  expect(load.right).toBe(200);
  expect(seen.indexOf('new')).toBeGreaterThan(seen.indexOf('u1'));
  expect(seen.lastIndexOf('u1')).toBeLessThan(seen.lastIndexOf('new'));
});
