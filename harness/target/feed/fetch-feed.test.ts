import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FeedAnswer, FeedSilence } from '../../feed/record.ts';
import { FEED_LIMITS, type FeedConnection } from './feed-connection.ts';
import { fetchFeed, type FeedRequest } from './fetch-feed.ts';
import { connection, hostile, pretendSecure, response } from './test/hostile.ts';

async function get(
  url: string,
  changes: Partial<FeedConnection> = {},
  what: FeedRequest['what'] = 'manifest',
): Promise<FeedAnswer | FeedSilence> {
  using asked = connection(changes);
  return await fetchFeed({ url, what }, asked);
}

const silence = (why: FeedSilence['why'], what: RegExp) => ({
  kind: 'silence',
  why,
  what: expect.stringMatching(what),
});
const limits = (changes: Partial<typeof FEED_LIMITS>) => ({
  limits: { ...FEED_LIMITS, idleMs: 250, ...changes },
});
const sha256 = (body: string | Buffer) => createHash('sha256').update(body).digest('hex');
const blake2b512 = (body: string | Buffer) => createHash('blake2b512').update(body).digest('hex');

test('an answer is told with its figures, its hashes and its text', async () => {
  await using server = await hostile((socket) =>
    socket.end(response('200 OK', ['Content-Type: application/json; charset=utf-8'], '{"version":"1"}')),
  );
  expect(await get(server.url)).toEqual({
    kind: 'answer',
    status: 200,
    contentType: 'application/json; charset=utf-8',
    hops: [],
    announcedBytes: 15,
    bytes: 15,
    sha256: sha256('{"version":"1"}'),
    blake2b512: blake2b512('{"version":"1"}'),
    text: '{"version":"1"}',
    legacyVerified: null,
  });
});

test.each([
  ['manifest', 'application/json'],
  ['asset', 'application/octet-stream'],
  ['signature', 'application/octet-stream'],
] as const)('a %s is asked for by GET as %s, nothing encoded', async (what, accept) => {
  await using server = await hostile((socket, path) =>
    socket.end(path === '/there' ? response('200 OK') : response('302 Found', ['Location: /there'])),
  );
  await get(server.url, {}, what);
  expect(server.requests.length).toBe(2);
  for (const request of server.requests) {
    expect(request).toMatch(/^GET /u);
    expect(request.toLowerCase()).toContain(`\r\naccept: ${accept}\r\n`);
    expect(request.toLowerCase()).toContain('\r\nuser-agent: tauri-plugin-updater/');
    expect(request.toLowerCase()).not.toContain('accept-encoding');
  }
});

test('an asset is hashed and its text is not kept', async () => {
  await using server = await hostile((socket) => socket.end(response('200 OK', [], 'bytes')));
  expect(await get(server.url, {}, 'asset')).toMatchObject({ bytes: 5, sha256: sha256('bytes'), text: null });
});

test('a body that is encoded unasked is taken as it is', async () => {
  const body = Buffer.from('1f8b08000000000002ff', 'hex');
  await using server = await hostile((socket) =>
    socket.end(response('200 OK', ['Content-Encoding: gzip'], body)),
  );
  expect(await get(server.url)).toMatchObject({ bytes: 10, sha256: sha256(body), text: null });
});

test.each(['204 No Content', '304 Not Modified', '404 Not Found', '500 Internal Server Error'])(
  '%s is an answer',
  async (status) => {
    await using server = await hostile((socket) => socket.end(`HTTP/1.1 ${status}\r\n\r\n`));
    const answer = await get(server.url);
    expect(answer).toMatchObject({ kind: 'answer', status: Number.parseInt(status, 10), text: '', bytes: 0 });
    expect(answer).toMatchObject({ announcedBytes: null, contentType: null });
  },
);

test('a body that ends with its connection is whole when no length was announced', async () => {
  await using server = await hostile((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it'));
  expect(await get(server.url)).toMatchObject({ kind: 'answer', announcedBytes: null, text: 'all of it' });
});

test.each([301, 302, 303, 307, 308])('a redirect of %d is followed', async (status) => {
  await using server = await hostile((socket, path) =>
    socket.end(
      path === '/a/there' ? response('200 OK', [], 'x') : response(`${status} Go`, ['Location: there']),
    ),
  );
  const hops = [`${server.url}/a/there`];
  expect(await get(`${server.url}/a/here`)).toMatchObject({ kind: 'answer', status: 200, hops });
});

/** Redirects from /n to /n-1, until /0. */
const countdown = () =>
  hostile((socket, path) => {
    const left = Number(path.slice(1));
    socket.end(left === 0 ? response('200 OK', [], 'x') : response('302 Found', [`Location: /${left - 1}`]));
  });

test('ten redirects are followed, and told in order', async () => {
  await using server = await countdown();
  const hops = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((left) => `${server.url}/${left}`);
  expect(await get(`${server.url}/10`)).toMatchObject({ kind: 'answer', hops });
});

test('the eleventh redirect is not followed', async () => {
  await using server = await countdown();
  expect(await get(`${server.url}/11`)).toMatchObject(
    silence('redirects', /\/1 redirects to http.*\/0, which would be redirect 11: a client follows 10$/u),
  );
  expect(server.requests.length).toBe(11);
});

test('a loop of redirects ends', async () => {
  await using server = await hostile((socket) => socket.end(response('302 Found', ['Location: /loop'])));
  expect(await get(server.url)).toMatchObject(silence('redirects', /redirect 11/u));
});

const toPlain = () =>
  hostile((socket, path) =>
    socket.end(
      path === '/plain'
        ? response('200 OK', [], 'x')
        : response('302 Found', [`Location: ${plainOf(socket)}/plain`]),
    ),
  );
const plainOf = (socket: { readonly localPort?: number | undefined }) =>
  `http://127.0.0.1:${socket.localPort}`;

test('a redirect from https to http is followed only where insecure transport is allowed', async () => {
  await using server = await toPlain();
  using sockets = pretendSecure(server.url);
  expect(await get('https://secure.test/', { sockets })).toMatchObject(
    silence('redirects', /^https:\/\/secure\.test\/ redirects to http:.*from https to http/u),
  );
  expect(server.requests.length).toBe(1);
  const hops = [`${server.url}/plain`];
  const allowed = await get('https://secure.test/', { sockets, insecureTransport: true });
  expect(allowed).toMatchObject({ kind: 'answer', hops });
});

test('a redirect is the last answer when it leads nowhere that can be read', async () => {
  await using server = await hostile((socket) =>
    socket.end(response('302 Found', ['Location: /My App.exe', 'Content-Type: text/html'], 'moved')),
  );
  expect(await get(server.url)).toMatchObject({ kind: 'answer', status: 302, hops: [], text: 'moved' });
});

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
  expect(await get(server.url)).toMatchObject(silence('timeout', /\/ sent nothing for 250 ms$/u));
});

test('a body that stops coming is a timeout, with how much had come', async () => {
  await using server = await hostile((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc'),
  );
  expect(await get(server.url, {}, 'asset')).toMatchObject(
    silence('timeout', /sent nothing for 250 ms, 3 bytes into its body$/u),
  );
});

test('a timeout names where the redirects had led', async () => {
  await using server = await hostile((socket, path) => {
    if (path === '/') socket.end(response('302 Found', ['Location: /slow']));
  });
  expect(await get(server.url)).toMatchObject(silence('timeout', /\/slow sent nothing/u));
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
  const asked = limits({ idleMs: 200, textMs: 100, assetBytes: 15 });
  expect(await get(server.url, asked, 'asset')).toMatchObject(silence('too-long', /more than 15 bytes/u));
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

test('what opens an object store is not told, neither as a hop nor in a sentence', async () => {
  await using server = await hostile((socket, path) => {
    if (path === '/') socket.end(response('302 Found', ['Location: /store?sig=hunter2']));
    else if (path.includes('more')) socket.end(response('200 OK', [], 'x'));
    else socket.end(response('302 Found', ['Location: /more?sig=hunter3']));
  });
  const hops = [`${server.url}/store?…`, `${server.url}/more?…`];
  expect(await get(server.url)).toMatchObject({ kind: 'answer', hops });
  const refused = await get('http://user:hunter2@127.0.0.1:1/x?sig=hunter3');
  expect(refused).toMatchObject({ kind: 'silence', what: expect.not.stringContaining('hunter') });
});

test('the end of the run ends a fetch with its reason, whatever it was waiting for', async () => {
  for (const said of ['', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc']) {
    const over = new AbortController();
    await using server = await hostile((socket) => {
      socket.write(said, () => over.abort(new Error('interrupted')));
    });
    await expect(get(server.url, { signal: over.signal })).rejects.toThrow('interrupted');
  }
});

test('after the end of the run nothing is asked', async () => {
  await using server = await hostile((socket) => socket.end(response('200 OK')));
  const signal = AbortSignal.abort(new Error('interrupted'));
  await expect(get(server.url, { signal })).rejects.toThrow('interrupted');
  expect(server.requests).toEqual([]);
});

test('a signature of the old kind is verified over all of an asset', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signature = sign(null, Buffer.from('the whole file'), privateKey);
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const seen = [];
  for (const body of ['the whole file', 'the whole fil3']) {
    await using server = await hostile((socket) => socket.end(response('200 OK', [], body)));
    using asked = connection();
    const legacy = { publicKey: key, signature };
    seen.push(await fetchFeed({ url: server.url, what: 'asset', legacy }, asked));
  }
  expect(seen).toMatchObject([{ legacyVerified: true, text: null }, { legacyVerified: false }]);
});
