import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { exchange, type Exchange, type HttpRequest } from './exchange.ts';
import { openSockets } from './sockets.ts';

const servers: Server[] = [];
const open = new Set<Socket>();
afterEach(() => {
  for (const socket of open) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Answers the first bytes of each connection with what `answer` does. */
async function hostile(answer: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => answer(socket));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

async function call(
  url: string,
  signal = new AbortController().signal,
  more: Partial<HttpRequest> = {},
): Promise<Exchange> {
  using sockets = openSockets({ keepAlive: true });
  const request = { method: 'GET', url, headers: {}, body: null, ...more } as const;
  return await exchange(request, { sockets, signal, limits: { timeoutMs: 300, bodyBytes: 1000 } });
}

const held = (url: string) =>
  call(url, undefined, { method: 'PUT', body: '{"a":1}', holdBody: setTimeout(20) });

test('an answer is read whole', async () => {
  const url = await hostile((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Instance-Id: b-1\r\n\r\nok'),
  );
  expect(await call(url)).toMatchObject({ kind: 'response', status: 200, body: 'ok' });
});

test('a redirect is an answer, not an errand', async () => {
  const url = await hostile((socket) =>
    socket.end('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
  );
  expect(await call(url)).toMatchObject({ kind: 'response', status: 302 });
});

test('nobody listening is known not to have been sent', async () => {
  expect(await call('http://127.0.0.1:1')).toMatchObject({ kind: 'failure', phase: 'connect' });
});

test('silence ends with the time limit, after the request was sent', async () => {
  const url = await hostile(() => undefined);
  expect(await call(url)).toEqual({ kind: 'failure', phase: 'response', message: 'no answer within 300 ms' });
});

test('a body is held until the server has said that it takes the request, and then sent', async () => {
  const seen: string[] = [];
  const url = await hostile((socket) => {
    socket.on('data', (data) => {
      seen.push(String(data));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
  });
  const { promise: holdBody, resolve: release } = Promise.withResolvers<void>();
  const answer = call(url, undefined, { method: 'PUT', body: '{"a":1}', holdBody });
  await setTimeout(50);
  expect(seen).toEqual([]);
  release();
  expect(await answer).toMatchObject({ kind: 'response', status: 200 });
  expect(seen).toEqual(['{"a":1}']);
});

test('a body that is no longer held waits until the server has said that it takes the request', async () => {
  const seen: string[] = [];
  const url = await hostile((socket) => {
    socket.on('data', (data) => {
      seen.push(String(data));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
    void setTimeout(80).then(() => {
      seen.push('continue');
      socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    });
  });
  expect(await held(url)).toMatchObject({ kind: 'response', status: 200 });
  expect(seen).toEqual(['continue', '{"a":1}']);
});

test('a request that was taken and then dropped is told from one that nobody took', async () => {
  const taken = await hostile((socket) => {
    socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    void setTimeout(10).then(() => socket.destroy());
  });
  expect(await held(taken)).toMatchObject({ kind: 'failure', phase: 'taken' });
  const dropped = await hostile((socket) => socket.destroy());
  expect(await held(dropped)).toMatchObject({ kind: 'failure', phase: 'response' });
});

test('a reset is no answer', async () => {
  const url = await hostile((socket) => socket.resetAndDestroy());
  expect(await call(url)).toMatchObject({ kind: 'failure', phase: 'response' });
});

test('a body that is cut short is no whole answer', async () => {
  const url = await hostile((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this'));
  expect(await call(url)).toMatchObject({ kind: 'failure', phase: 'body' });
});

test('an endless body ends at the limit', async () => {
  const url = await hostile((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    const more = setInterval(() => socket.write(`200\r\n${'x'.repeat(512)}\r\n`), 1);
    socket.once('close', () => clearInterval(more));
  });
  expect(await call(url)).toEqual({
    kind: 'failure',
    phase: 'body',
    message: 'the body is longer than 1000 bytes',
  });
});

test('endless headers end, and are no answer', async () => {
  const url = await hostile((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    const more = setInterval(() => socket.write(`X-Junk: ${'x'.repeat(4000)}\r\n`), 1);
    socket.once('close', () => clearInterval(more));
  });
  expect(await call(url)).toMatchObject({ kind: 'failure', phase: 'response' });
});

test('bytes that are no HTTP are no answer', async () => {
  const url = await hostile((socket) => socket.end('\u0000\u0001SSH-2.0-nonsense\r\n\r\n'));
  expect(await call(url)).toMatchObject({ kind: 'failure', phase: 'response' });
});

test('the end of the run ends an exchange at once', async () => {
  const url = await hostile(() => undefined);
  const over = new AbortController();
  const asking = call(url, over.signal);
  over.abort(new Error('interrupted'));
  expect(await asking).toMatchObject({ kind: 'failure' });
});

test('an address that is none is a failure, not a crash', async () => {
  expect(await call('http://[')).toMatchObject({ kind: 'failure', phase: 'connect' });
});
