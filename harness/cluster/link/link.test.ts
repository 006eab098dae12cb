import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Address } from './link-end.ts';
import { type Link, openLink } from './link.ts';
import { openTarget } from './target.ts';

const ANY_PORT: Address = { host: '127.0.0.1', port: 0 };
const BIG = Buffer.alloc(30_000_000, 'big data ');

let cleanup = new AsyncDisposableStack();
afterEach(async () => {
  await cleanup.disposeAsync();
  cleanup = new AsyncDisposableStack();
});

/** A server whose connections do what the test says. */
async function serve(onConnection: (socket: Socket) => void): Promise<Address> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  }).listen(ANY_PORT);
  await once(server, 'listening');
  cleanup.defer(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { ...ANY_PORT, port: (server.address() as { port: number }).port };
}

const echo = (socket: Socket): void => void socket.pipe(socket);

async function linkTo(address: Address): Promise<Link> {
  return cleanup.use(await openLink(ANY_PORT, openTarget(address)));
}

async function open({ address }: Link): Promise<Socket> {
  const socket = connect({ ...address, allowHalfOpen: true, noDelay: true });
  cleanup.defer(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** All that comes until the other side ends or resets. */
async function readAll(socket: Socket): Promise<{ readonly bytes: Buffer; readonly end: string }> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = await new Promise<string>((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? ''));
  });
  return { bytes: Buffer.concat(chunks), end };
}

/** Resolves once the link says so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('passes big data both ways, and the end of each side for itself', async () => {
  const link = await linkTo(await serve(echo));
  const socket = await open(link);
  socket.end(BIG);
  const { bytes, end } = await readAll(socket);
  expect([bytes.equals(BIG), end]).toEqual([true, 'end']);
  expect(link.counts()).toEqual({
    condition: {},
    opened: 1,
    forwardedBytes: 2 * BIG.length,
    heldBytes: 0,
    cut: 0,
  });
});

test('reads no more than the receiver takes', async () => {
  let receiver: Socket | null = null;
  const link = await linkTo(await serve((socket) => void (receiver = socket.pause())));
  const socket = await open(link);
  socket.write(BIG);
  // The buffers of the four sockets are full when nothing moves any more.
  for (let last = -1; last !== link.counts().forwardedBytes || last === 0;) {
    last = link.counts().forwardedBytes;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(link.counts().forwardedBytes).toBeLessThan(BIG.length / 2);
  let received = 0;
  receiver!.on('data', (chunk: Buffer) => (received += chunk.length)).resume();
  await until(() => received === BIG.length);
});

test('lets one side end and the other go on', async () => {
  const link = await linkTo(
    await serve((socket) => void socket.on('end', () => socket.end('after your end')).resume()),
  );
  const socket = await open(link);
  socket.end('mine');
  expect(String((await readAll(socket)).bytes)).toBe('after your end');
});

test('makes every byte late in each direction, in order, and lets it go when it is made fast again', async () => {
  const link = await linkTo(await serve(echo));
  link.set({ latencyMs: 60 });
  const socket = await open(link);
  const began = performance.now();
  for (const word of ['one ', 'two ', 'three']) socket.write(word);
  let said = '';
  socket.setEncoding('utf8').on('data', (text) => (said += text));
  await until(() => said === 'one two three');
  expect(performance.now() - began).toBeGreaterThanOrEqual(120);
  link.set({ latencyMs: 1e6 });
  socket.write('four');
  await new Promise((resolve) => setTimeout(resolve, 20));
  link.set({});
  await until(() => said === 'one two threefour');
});

test('keeps a black hole silent and open, and delivers what survived it', async () => {
  const link = await linkTo(await serve(echo));
  const socket = await open(link);
  socket.write('before ');
  let said = '';
  socket.setEncoding('utf8').on('data', (text) => (said += text));
  await until(() => said === 'before ');
  link.set({ blackHole: true });
  socket.write('during ');
  await until(() => link.counts().heldBytes === 7);
  expect([said, link.counts().forwardedBytes, socket.readyState]).toEqual(['before ', 0, 'open']);
  link.set({});
  socket.write('after');
  await until(() => said === 'before during after');
});

test('takes new connections into a black hole, and connects those that are still there when it ends', async () => {
  const heard: string[] = [];
  const link = await linkTo(
    await serve((socket) => {
      socket.on('data', (bytes) => heard.push(String(bytes)));
      echo(socket);
    }),
  );
  link.set({ blackHole: true });
  const [patient, impatient] = [await open(link), await open(link)];
  patient.write('still here');
  impatient.write('never said');
  await until(() => link.counts().heldBytes === 20);
  impatient.destroy();
  await once(impatient, 'close');
  // One more round through the loop: then the link has seen that the other one left.
  const last = await open(link);
  await until(() => link.counts().opened === 3);
  last.write('last');
  await until(() => link.counts().heldBytes === 24);
  expect(heard).toEqual([]);
  link.set({});
  await Promise.all([once(patient, 'data'), once(last, 'data')]);
  expect(heard.toSorted()).toEqual(['last', 'still here']);
});

test('says nothing of a target that ends in a black hole until it is over', async () => {
  let target: Socket | null = null;
  const link = await linkTo(await serve((socket) => void (target = socket)));
  const socket = await open(link);
  await until(() => target !== null);
  const all = readAll(socket);
  link.set({ blackHole: true });
  target!.resetAndDestroy();
  const silence = new Promise((resolve) => setTimeout(resolve, 100, 'silence'));
  expect(await Promise.race([all, silence])).toBe('silence');
  link.set({});
  expect((await all).end).toBe('ECONNRESET');
});

test.each([0, 1, 70_000])('resets a connection after exactly %i bytes towards its opener', async (bytes) => {
  const link = await linkTo(await serve((socket) => void socket.resume().write(BIG.subarray(0, 200_000))));
  link.set({ cutAfterBytes: bytes });
  const socket = await open(link);
  socket.write('any number of bytes the other way');
  const all = await readAll(socket);
  expect([all.bytes.length, all.end]).toEqual([bytes, 'ECONNRESET']);
  expect(all.bytes.equals(BIG.subarray(0, bytes))).toBe(true);
  expect(link.counts().cut).toBe(1);
});

test('counts the bytes of an old connection from when it is to be cut', async () => {
  const link = await linkTo(await serve(echo));
  const socket = await open(link);
  socket.write('long ago');
  await once(socket, 'data');
  link.set({ cutAfterBytes: 3 });
  socket.write('abcdef');
  expect(String((await readAll(socket)).bytes)).toBe('abc');
});

test('passes a reset on, either way', async () => {
  let target: Socket | null = null;
  const link = await linkTo(await serve((socket) => void (target = socket)));
  const reset = await open(link);
  await until(() => target !== null);
  const targetSaw = readAll(target!);
  reset.resetAndDestroy();
  expect((await targetSaw).end).toBe('ECONNRESET');
  target = null;
  const socket = await open(link);
  await until(() => target !== null);
  target!.resetAndDestroy();
  expect((await readAll(socket)).end).toBe('ECONNRESET');
  expect(link.counts().cut).toBe(0);
});

test('resets a connection to where nobody listens', async () => {
  const address = await serve(echo);
  await cleanup.disposeAsync();
  cleanup = new AsyncDisposableStack();
  const socket = await open(await linkTo(address));
  expect((await readAll(socket)).end).toBe('ECONNRESET');
});
