import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { fetchFeed } from './fetch-feed.ts';
import { get, silence } from './test/asking.ts';
import { connection, hostile, pretendSecure, response } from './test/hostile.ts';

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
