import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { FEED_LIMITS } from '../../target/feed/feed-connection.ts';
import { fetchFeed } from '../../target/feed/fetch-feed.ts';
import { openSockets } from '../../target/sockets.ts';

const CHUNK = Buffer.alloc(65_536, 'lockstep');
const MEBIBYTE = 1024 ** 2;
/**
 * What was read waits for the garbage collector, which lets some 80 MiB of buffers come together before it takes them: a process
 * that has read little yet grows by that once, whatever the length. Growth with the length is what comes after.
 */
const FIRST_MEBIBYTES = 256;
const FIRST_GROWTH_BYTES = 160 * MEBIBYTE;
const GROWTH_BYTES = 64 * MEBIBYTE;

/** Serves an asset as long as its path says, in mebibytes. */
async function startServer() {
  const server = createServer((request, response) => {
    const bytes = Number(request.url?.slice(1)) * MEBIBYTE;
    let sent = 0;
    const more = (): void => {
      while (sent < bytes && !response.destroyed) {
        sent += CHUNK.length;
        if (!response.write(CHUNK)) return;
      }
      response.end();
    };
    response.writeHead(200, { 'content-length': bytes });
    response.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test('an asset of 1 GiB is hashed whole in memory that does not grow with it', async () => {
  await using server = await startServer();
  using sockets = openSockets({ keepAlive: false });
  const { signal } = new AbortController();
  const get = (mebibytes: number) =>
    fetchFeed(
      { url: `${server.url}/${mebibytes}`, what: 'asset' },
      { sockets, limits: FEED_LIMITS, insecureTransport: true, signal },
    );
  const first = await growthDuring(() => get(FIRST_MEBIBYTES));
  const { result: seen, growthBytes } = await growthDuring(() => get(1024));
  const expected = createHash('sha256');
  for (let mebibytes = 0; mebibytes < 1024; mebibytes += 1 / 16) expected.update(CHUNK);
  expect(seen).toMatchObject({ status: 200, bytes: 1024 ** 3, sha256: expected.digest('hex') });
  expect(first.growthBytes).toBeLessThan(FIRST_GROWTH_BYTES);
  expect(growthBytes).toBeLessThan(GROWTH_BYTES);
});

/** By how much the process was larger at any time of the work than at its beginning. */
async function growthDuring<Result>(work: () => Promise<Result>) {
  const beforeBytes = process.memoryUsage.rss();
  let mostBytes = beforeBytes;
  let looks = 0;
  const look = setInterval(() => {
    looks += 1;
    mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
  }, 10);
  const result = await work();
  clearInterval(look);
  expect(looks).toBeGreaterThan(10);
  return { result, growthBytes: mostBytes - beforeBytes };
}
