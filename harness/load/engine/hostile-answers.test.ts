import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { EnginePlan } from './thread-plan.ts';
import { evenly, offered, planned, says } from './test/offered.ts';
import { listen, type OnConnection, onRequest } from './test/raw-server.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nX-Instance-Id: b-2\r\n';
const FLOOD_BYTES = 64 * 1024;
const ARRIVALS = 60;
const LONGEST_FAILURE = 1100;
const MOST_FAILURES = 20;
/** Of all that is read: each connection may keep a body of 1 MiB. */
const MOST_KEPT_BYTES = 200 * 2 ** 20;

/** Says something, and then the same bytes as fast as they are taken, until the connection is gone. */
function flood(socket: Socket, first: string, again: string): void {
  const many = again.repeat(Math.ceil(FLOOD_BYTES / again.length));
  const more = (): void => {
    while (!socket.destroyed && socket.write(many));
  };
  socket.on('drain', more).write(first);
  more();
}

/** One byte every few ms, for ever. */
function drip(socket: Socket, bytes: string): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(bytes.charAt(at));
    at = (at + 1) % bytes.length;
  }, 5);
  socket.once('close', () => clearInterval(timer));
}

const half = (user: string): string => says(user, 'Content-Length: 9\r\n');
const always = (answer: (socket: Socket) => void): OnConnection => onRequest((socket) => answer(socket));

/** What a server does, and what each of its failures is called. */
const FAILING: readonly (readonly [string, () => OnConnection, RegExp])[] = [
  ['garbage', () => always((socket) => socket.write('\0\u0001SSH-2.0\r\n\r\n')), /HTTP/u],
  ['headers without end', () => always((socket) => flood(socket, HEAD, 'X-A: b\r\n')), /longer than 16384/u],
  [
    'one header without end',
    () => always((socket) => flood(socket, `${HEAD}X-A: `, 'a')),
    /longer than 16384/u,
  ],
  [
    'a body without end',
    () => always((socket) => flood(socket, `${HEAD}\r\n`, 'x')),
    /body is longer than 1048576/u,
  ],
  [
    'chunks without end',
    () =>
      always((socket) =>
        flood(socket, `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, `400\r\n${'x'.repeat(1024)}\r\n`),
      ),
    /body is longer than 1048576/u,
  ],
  [
    'a body of 1 GiB',
    () => always((socket) => flood(socket, `${HEAD}Content-Length: ${2 ** 30}\r\n\r\n`, 'x')),
    /body is longer than 1048576/u,
  ],
  [
    'half an answer and the end',
    () => onRequest((socket, user) => socket.end(half(user))),
    /ended within the body, after 2 of 9 bytes/u,
  ],
  [
    'half an answer and a reset',
    () => onRequest((socket, user) => socket.write(half(user), () => socket.resetAndDestroy())),
    /ECONNRESET|connection was closed/u,
  ],
  ['the end at once', () => always((socket) => socket.end()), /ended before a response began/u],
  ['a reset at once', () => (socket) => socket.resetAndDestroy(), /ECONNRESET|EPIPE|closed/u],
  [
    'interim answers without end',
    () => always((socket) => flood(socket, '', 'HTTP/1.1 100 Continue\r\n\r\n')),
    /more than 10 interim/u,
  ],
  [
    'another protocol',
    () => always((socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')),
    /another protocol/u,
  ],
];

/** What is given up only when the time for an answer is over. */
const LINGERING: readonly (readonly [string, () => OnConnection])[] = [
  ['an answer that drips', () => always((socket) => drip(socket, `${HEAD}X-A: ${'a'.repeat(1000)}`))],
  ['silence', () => () => undefined],
];

const hostile = (port: number) => planned(port, { pace: evenly(ARRIVALS * 2, 500) });

test.each(FAILING)('%s: no answer is right, and each is told as what it was', async (_, newServer, what) => {
  await using system = await listen(newServer());
  const before = process.memoryUsage.rss();
  const load = await offered(hostile(system.port));
  expect(process.memoryUsage.rss() - before).toBeLessThan(MOST_KEPT_BYTES);
  expect([load.due, load.unanswered, load.missed]).toEqual([ARRIVALS, ARRIVALS, 0]);
  for (const failure of load.failures) expect(failure.what).toMatch(what);
  expect(load.failures.length).toBeGreaterThan(0);
  expect(load.failures.length).toBeLessThanOrEqual(MOST_FAILURES);
});

test.each(LINGERING)('%s: it is given up in time, and all arrivals are told', async (_, newServer) => {
  await using system = await listen(newServer());
  const load = await offered({ ...hostile(system.port), timeoutMs: 300, maxWaitMs: 300 });
  expect([load.due, load.right, load.wrong]).toEqual([ARRIVALS, 0, 0]);
  expect(load.unanswered + load.missed).toBe(ARRIVALS);
  expect(load.unanswered).toBeGreaterThanOrEqual(4);
  expect(load.failures[0]).toMatchObject({ what: 'no answer within 300 ms' });
});

test('an answer that came before its request is nobody’s: what was asked is answered on a new connection', async () => {
  let early = 0;
  await using system = await listen((socket) => {
    // Those that were opened ahead.
    if ((early += 1) <= 4) socket.write(says('u0'));
    onRequest((from, user) => from.write(says(user)))(socket);
  });
  const rates = [0, 0, ARRIVALS].map((rate) => ({
    fromPerSecond: rate,
    toPerSecond: rate,
    durationMs: 1000,
  }));
  // It is there long before anything is asked.
  const pace: EnginePlan['pace'] = { kind: 'open', schedule: { phases: rates, spacing: 'even' } };
  const load = await offered({ ...hostile(system.port), pace });
  expect([load.due, load.right]).toEqual([ARRIVALS, ARRIVALS]);
  expect(system.sockets.size).toBeGreaterThan(4);
});

test('bytes after an answer are not taken for the next one', async () => {
  await using system = await listen(onRequest((socket, user) => socket.write(says(user) + says('u9'))));
  const load = await offered(hostile(system.port));
  expect([load.due, load.right]).toEqual([ARRIVALS, ARRIVALS]);
  // Such a connection is not used again.
  expect(system.sockets.size).toBeGreaterThanOrEqual(ARRIVALS);
});

test('a flood after an answer is no answer to what is asked next', async () => {
  await using system = await listen(onRequest((socket, user) => flood(socket, says(user), 'x')));
  const load = await offered(hostile(system.port));
  expect([load.due, load.wrong, load.missed]).toEqual([ARRIVALS, 0, 0]);
  expect(load.right + load.unanswered).toBe(ARRIVALS);
  expect(load.right).toBeGreaterThan(ARRIVALS / 2);
});

test('of wrong answers that are all different a few are kept, and of each a piece', async () => {
  let status = 299;
  await using system = await listen(
    always((socket) =>
      socket.write(`HTTP/1.1 ${(status += 1)} No\r\nContent-Length: 5000\r\n\r\n${'x'.repeat(5000)}`),
    ),
  );
  const load = await offered(hostile(system.port));
  expect([load.due, load.wrong]).toEqual([ARRIVALS, ARRIVALS]);
  expect(load.failures).toHaveLength(MOST_FAILURES);
  for (const { answer } of load.failures) expect(answer.length).toBeLessThan(LONGEST_FAILURE);
});
