import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { CLOSED_ENGINES } from './thread-plan.ts';
import { evenly, offered, planned, requestOf, says, USERS } from './test/offered.ts';
import { offeredElsewhere } from './test/offered-elsewhere.ts';
import { listen, onRequest } from './test/raw-server.ts';

const serve = (...answer: Parameters<typeof onRequest>) => listen(onRequest(...answer));
const echo = (socket: Socket, user: string): boolean => socket.write(says(user));

test('every arrival is sent, answered, checked and told with who answered', async () => {
  const asked = new Map<string, number>();
  await using system = await serve((socket, user) => {
    asked.set(user, (asked.get(user) ?? 0) + 1);
    socket.write(says(user));
  });
  const load = await offered(planned(system.port));
  expect([load.due, load.right, load.missed]).toEqual([200, 200, 0]);
  expect(load.slices).toMatchObject([{ operation: 'me', replica: 'b-2', answer: '2xx', right: true }]);
  expect([...asked.keys()].sort()).toEqual(USERS);
  expect(load.failures).toEqual([]);
});

test('two threads offer the same arrivals together, on connections of their own', async () => {
  await using system = await serve(echo);
  const load = await offered(planned(system.port, { threads: 2 }));
  expect([load.due, load.right]).toEqual([200, 200]);
  expect(system.sockets.size).toBe(4);
});

test('an answer for another user is wrong, and one of the exchanges is kept to be shown', async () => {
  await using system = await serve((socket) => socket.write(says('u0')));
  const load = await offered(planned(system.port));
  expect(load.right).toBeGreaterThan(0);
  expect(load.right).toBeLessThan(200);
  expect(load.failures).toHaveLength(3);
  expect(load.failures[0]).toMatchObject({ what: 'the body lacks the expected bytes', answer: '200 u0' });
});

test('a server that closes after each answer is connected to again', async () => {
  await using system = await serve((socket, user) => socket.end(says(user, 'Connection: close\r\n')));
  const load = await offered(planned(system.port));
  expect([load.due, load.right]).toEqual([200, 200]);
});

test('answers in pieces, and chunked, are put together', async () => {
  await using system = await serve((socket, user, nth) => {
    const bytes = says(`1\r\nu\r\n1\r\n${user.slice(1)}\r\n0\r\n\r\n`, 'Transfer-Encoding: chunked\r\n');
    const cut = nth % bytes.length;
    socket.write(bytes.slice(0, cut), () => socket.write(bytes.slice(cut)));
  });
  const load = await offered(planned(system.port));
  expect([load.due, load.right]).toEqual([200, 200]);
});

test('a server that breaks off, or says what is not HTTP, costs the request and no more', async () => {
  await using system = await serve((socket, user, nth) => {
    if (nth % 10 === 0) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nu');
    else if (nth % 10 === 5) socket.write('\0\0garbage\r\n\r\n');
    else socket.write(says(user));
  });
  const load = await offered(planned(system.port));
  expect([load.due, load.right, load.unanswered]).toEqual([200, 160, 40]);
  expect(new Set(load.failures.map(({ what }) => what)).size).toBe(2);
});

test('nobody listens: every arrival is sent in vain', async () => {
  const system = await serve(() => undefined);
  await system[Symbol.asyncDispose]();
  const load = await offered(planned(system.port));
  expect([load.due, load.unanswered, load.missed]).toEqual([200, 200, 0]);
  expect(load.failures[0]).toMatchObject({ what: 'ECONNREFUSED', answer: '' });
});

test('a server that is silent: what was sent times out, and what never found a connection is missed, not forgotten', async () => {
  await using system = await serve(() => undefined);
  const load = await offered(planned(system.port, { timeoutMs: 600, maxWaitMs: 300 }));
  expect(load.due).toBe(200);
  expect(load.unanswered).toBeGreaterThanOrEqual(4);
  expect(load.missed).toBe(200 - load.unanswered);
  expect(load.failures[0]).toMatchObject({ what: 'no answer within 600 ms' });
});

const closed = (by: (typeof CLOSED_ENGINES)[number], durationMs = 300) =>
  ({ kind: 'closed', by, durationMs }) as const;

test.each(CLOSED_ENGINES)(
  'closed, each connection asks again as soon as it is answered, until the time is over (%s)',
  async (by) => {
    await using system = await serve(echo);
    const load = await offered(planned(system.port, { pace: closed(by) }));
    expect(load.right).toBe(load.due);
    expect(load.due).toBeGreaterThan(100);
    expect(load.slices).toMatchObject([{ operation: 'me', replica: 'b-2', answer: '2xx', right: true }]);
    expect(system.sockets.size).toBe(4);
  },
);

test('autocannon: every call is sent as it is, and as a user has it meanwhile', async () => {
  const asked = new Set<string>();
  const body = 'ä\r\n\r\nü';
  const put = (user: string, length = 'content-length'): string =>
    `PUT /a?b=c HTTP/1.1\r\nuser: ${user}\r\n${length}: 8\r\n\r\n${body}`;
  const bytes = (user: string): Buffer => Buffer.from(put(user));
  let onEveryUser = (): void => undefined;
  await using system = await listen((socket) =>
    socket.on('data', (request) => {
      asked.add(String(request).replaceAll(/(?:Host|Connection): .*\r\n/gu, ''));
      if (asked.size === USERS.length) onEveryUser();
      socket.write(says('u0'));
    }),
  );
  const calls = planned(0).calls.map((call) => ({ ...call, method: 'PUT', requests: USERS.map(bytes) }));
  await offered(planned(system.port, { pace: closed('autocannon'), calls }), (load) => {
    onEveryUser = () => load.replace(2, [bytes('u9')]);
  });
  expect([...asked].sort()).toEqual([...USERS, 'u9'].map((user) => put(user, 'Content-Length')));
});

test('autocannon: wrong answers are told, and what was broken off is not forgotten', async () => {
  await using system = await serve((socket, _, nth) => {
    if (nth % 10 === 5) socket.end();
    else socket.write(says('u0'));
  });
  const load = await offered(planned(system.port, { pace: closed('autocannon') }));
  expect(load.unanswered).toBeGreaterThan(10);
  expect(load.unanswered / load.due).toBeCloseTo(0.1, 1);
  expect(load.right / load.due).toBeCloseTo(0.3, 1);
  expect(load.right + load.wrong + load.unanswered).toBe(load.due);
  expect(new Set(load.failures.map(({ what }) => what))).toEqual(
    new Set(['the body lacks the expected bytes', 'no answer']),
  );
});

test.each(CLOSED_ENGINES)(
  'a status that HTTP has not is wrong, and counted with what is none (%s)',
  async (by) => {
    await using system = await serve((socket) =>
      socket.write('HTTP/1.1 999 Odd\r\nX-Instance-Id: b-2\r\nContent-Length: 0\r\n\r\n'),
    );
    const load = await offered(planned(system.port, { pace: closed(by) }));
    expect(load.slices).toMatchObject([{ operation: 'me', replica: 'b-2', answer: 'none', right: false }]);
    expect([load.missed, load.right]).toEqual([0, 0]);
  },
);

test('autocannon: a server that is silent ends the load when the patience is over', async () => {
  await using system = await serve(() => undefined);
  const load = await offered(planned(system.port, { pace: closed('autocannon', 100), timeoutMs: 400 }));
  expect([load.due, load.unanswered]).toEqual([4, 4]);
});

test('where the machine has too few sockets nothing is blamed on the target: it is told in one sentence', async () => {
  await using system = await serve(echo);
  const target = { host: '127.0.0.1', port: system.port, isTls: false };
  expect(await offeredElsewhere({ plan: { target, connections: 500 }, files: 100 })).toEqual({
    code: 'BAD_INPUT',
    message:
      'This machine has not the sockets for a load on 500 connections (EMFILE): ' +
      'give fewer, or raise its limit (`ulimit -n`).',
  });
});

test('stopped, it ends at once and tells what it had', async () => {
  await using system = await serve(echo);
  const result = await offered(planned(system.port, { pace: evenly(100, 600_000) }), ({ stop }) =>
    setTimeout(stop, 500),
  );
  expect(result.due).toBeLessThan(1000);
});

test('a user whose token was refreshed sends the new one in each call from then on, and nobody else does', async () => {
  const seen: string[] = [];
  let refresh: () => void = () => undefined;
  await using system = await serve((socket, user) => {
    seen.push(user);
    if (seen.length === 50) refresh();
    socket.write(says(user.slice(0, 2)));
  });
  const [me] = planned(0).calls;
  const calls = ['me', 'health'].map((operation) => ({
    ...me!,
    operation,
    requests: USERS.map((user) => requestOf(`${user}-${operation}-old`)),
  }));
  const fresh = ['me', 'health'].map((operation) => requestOf(`u1-${operation}-new`));
  // On one connection they come in the order in which they were sent.
  const load = await offered(planned(system.port, { calls, connections: 1 }), ({ replace }) => {
    refresh = () => replace(1, fresh);
  });
  expect([load.due, load.right]).toEqual([200, 200]);
  const before = seen.slice(
    0,
    seen.findIndex((user) => user.endsWith('-new')),
  );
  const after = new Set(seen.slice(before.length));
  expect(before.length).toBeGreaterThanOrEqual(50);
  expect([...after].sort()).toEqual([
    'u0-health-old',
    'u0-me-old',
    'u1-health-new',
    'u1-me-new',
    'u2-health-old',
    'u2-me-old',
  ]);
});
