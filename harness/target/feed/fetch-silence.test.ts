import { expect, test } from 'vitest';
import { get, limits, silence } from './test/asking.ts';
import { hostile, response } from './test/hostile.ts';

const IMPATIENT = limits({ idleMs: 250 });

test('nobody listening is refused', async () => {
  expect(await get('http://127.0.0.1:1/')).toMatchObject(silence('refused', /ECONNREFUSED/u));
});

test.each(['not an address', 'ftp://127.0.0.1/x'])('%s cannot be asked, and is no crash', async (url) => {
  expect(await get(url)).toMatchObject(silence('refused', /could not be reached/u));
});

test('a host name that does not exist is told as such', async () => {
  const send = () => {
    throw Object.assign(new Error('getaddrinfo ENOTFOUND feed.invalid'), { code: 'ENOTFOUND' });
  };
  const sockets = { send, [Symbol.dispose]: () => undefined };
  expect(await get('https://feed.invalid/', { sockets })).toMatchObject(
    silence('name', /ENOTFOUND feed\.invalid/u),
  );
});

test('a port that speaks no TLS is told as such', async () => {
  await using server = await hostile((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const url = server.url.replace('http:', 'https:');
  expect(await get(url)).toMatchObject(silence('tls', /no secure connection/u));
});

test('no headers in time is a timeout', async () => {
  await using server = await hostile((socket) => socket.write('HTTP/1.1 200 OK\r\n'));
  expect(await get(server.url, IMPATIENT)).toMatchObject(silence('timeout', /\/ sent nothing for 250 ms$/u));
});

test('a body that stops coming is a timeout, with how much had come', async () => {
  await using server = await hostile((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
  );
  expect(await get(server.url, IMPATIENT, 'asset')).toMatchObject(
    silence('timeout', /sent nothing for 250 ms, 3 bytes into its body$/u),
  );
});

test('a timeout names where the redirects had led', async () => {
  await using server = await hostile((socket, path) => {
    if (path === '/') socket.end(response('302 Found', ['Location: /slow']));
  });
  expect(await get(server.url, IMPATIENT)).toMatchObject(silence('timeout', /\/slow sent nothing/u));
});

/** Sends a byte every 20 ms, for ever. */
const trickle = () =>
  hostile((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    const more = setInterval(() => socket.write('1\r\nx\r\n'), 20);
    socket.once('close', () => clearInterval(more));
  });

test('a manifest that trickles in for ever ends with the time for the whole', async () => {
  await using server = await trickle();
  expect(await get(server.url, limits({ textMs: 400 }))).toMatchObject(
    silence('timeout', /did not come to its end within 400 ms, \d+ bytes/u),
  );
});

test('an asset may take longer than a manifest, as long as bytes come', async () => {
  await using server = await trickle();
  const asked = limits({ idleMs: 1000, textMs: 100, assetBytes: 60 });
  expect(await get(server.url, asked, 'asset')).toMatchObject(silence('too-long', /more than 60 bytes/u));
});

/** Sends as much as it can, for ever. */
const endless = () =>
  hostile((socket) => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    more();
  });

test('an endless body ends at the limit of its kind', async () => {
  await using server = await endless();
  const asked = limits({ textBytes: 200_000, assetBytes: 100_000 });
  expect(await get(server.url, asked)).toMatchObject(silence('too-long', /sends more than 200000 bytes/u));
  expect(await get(server.url, asked, 'asset')).toMatchObject(
    silence('too-long', /sends more than 100000 bytes/u),
  );
});

test('a body that is announced to be too long is not read', async () => {
  await using server = await hostile((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n'),
  );
  expect(await get(server.url, limits({ assetBytes: 100 }), 'asset')).toMatchObject(
    silence('too-long', /announces 101 bytes, and at most 100 are read/u),
  );
});

test('endless headers are too long', async () => {
  await using server = await hostile((socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(`X-Junk: ${'x'.repeat(4000)}\r\n`));
    };
    socket.on('drain', more);
    socket.write('HTTP/1.1 200 OK\r\n');
    more();
  });
  expect(await get(server.url)).toMatchObject(silence('too-long', /more headers than a client reads/u));
});

test('headers are read up to their limit', async () => {
  const long = `X-Long: ${'x'.repeat(30_000)}`;
  await using server = await hostile((socket) => socket.end(response('200 OK', [long], 'x')));
  expect(await get(server.url)).toMatchObject({ kind: 'answer', status: 200 });
  expect(await get(server.url, limits({ headerBytes: 20_000 }))).toMatchObject({ why: 'too-long' });
});

test('headers that are cut short are no answer', async () => {
  await using server = await hostile((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-'));
  expect(await get(server.url)).toMatchObject(silence('cut', /before the end of its answer/u));
});

test('a body that is cut short is no whole answer', async () => {
  await using server = await hostile((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this'),
  );
  expect(await get(server.url, {}, 'asset')).toMatchObject(silence('cut', /9 bytes into its body/u));
});

test('a chunked body without its last chunk is no whole answer', async () => {
  await using server = await hostile((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly\r\n'),
  );
  expect(await get(server.url)).toMatchObject(silence('cut', /4 bytes into its body/u));
});

test('a connection that is closed without an answer is cut', async () => {
  await using server = await hostile((socket) => socket.destroy());
  expect(await get(server.url)).toMatchObject(silence('cut', /before the end of its answer/u));
});

test.each([
  'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  '\u0000\u0001\u0002',
  'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n',
])('bytes that are no HTTP are told as such: %j', async (bytes) => {
  await using server = await hostile((socket) => socket.end(bytes));
  expect(await get(server.url)).toMatchObject(silence('not-http', /no HTTP/u));
});

test('a change of protocol is no answer', async () => {
  await using server = await hostile((socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'),
  );
  expect(await get(server.url)).toMatchObject({ kind: 'silence', why: 'not-http' });
});
