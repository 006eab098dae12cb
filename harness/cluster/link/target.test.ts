import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Address } from './link-end.ts';
import { openLink } from './link.ts';
import { openTarget } from './target.ts';

const ANY_PORT: Address = { host: '127.0.0.1', port: 0 };

let cleanup = new AsyncDisposableStack();
afterEach(async () => {
  await cleanup.disposeAsync();
  cleanup = new AsyncDisposableStack();
});

async function serve(onConnection: (socket: Socket) => void): Promise<Address> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
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

interface FakeSentinel {
  readonly address: Address;
  answer: string;
  asked: number;
}

/** Says `answer` to every question, in pieces. */
async function fakeSentinel(answer: string): Promise<FakeSentinel> {
  const sentinel = { answer, asked: 0 };
  const address = await serve((socket) => {
    socket.on('data', (bytes) => {
      expect(String(bytes)).toBe('*3\r\n$8\r\nSENTINEL\r\n$23\r\nget-master-addr-by-name\r\n$5\r\nbills\r\n');
      sentinel.asked += 1;
      socket.write(sentinel.answer.slice(0, 7));
      setImmediate(() => socket.write(sentinel.answer.slice(7)));
    });
  });
  return Object.assign(sentinel, { address });
}

const word = ({ host, port }: Address): string =>
  `*2\r\n$${host.length}\r\n${host}\r\n$${String(port).length}\r\n${port}\r\n`;

const says = (name: string) => (socket: Socket) => void socket.write(name);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('follows a sentinel that changes its word: old connections are reset, new ones lead to the new master', async () => {
  const [first, second] = [await serve(says('first')), await serve(says('second'))];
  const sentinels = [await fakeSentinel(word(first)), await fakeSentinel(word(first))];
  const target = cleanup.use(
    openTarget({ sentinels: sentinels.map(({ address }) => address), master: 'bills' }),
  );
  const link = cleanup.use(await openLink(ANY_PORT, target));
  const old = connect(link.address);
  expect(String((await once(old, 'data'))[0])).toBe('first');
  await until(() => sentinels.every(({ asked }) => asked > 1));
  sentinels[1]!.answer = word(second);
  const [reset] = (await once(old, 'error')) as [NodeJS.ErrnoException];
  expect([reset.code, link.counts().cut]).toEqual(['ECONNRESET', 1]);
  // The other one says what it said for a while: that is no news.
  const asked = sentinels[0]!.asked;
  await until(() => sentinels[0]!.asked > asked + 1);
  const fresh = connect(link.address);
  expect(String((await once(fresh, 'data'))[0])).toBe('second');
  sentinels[0]!.answer = word(second);
  await until(() => sentinels[0]!.asked > asked + 3);
  expect(fresh.readyState).toBe('open');
  fresh.destroy();
});

test.each([
  ['does not know the master', '*-1\r\n'],
  ['refuses', '-ERR unknown command\r\n'],
  ['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
])('waits while a sentinel %s', async (_, nonsense) => {
  const master = await serve(says('master'));
  const sentinel = await fakeSentinel(nonsense);
  const target = cleanup.use(openTarget({ sentinels: [sentinel.address], master: 'bills' }));
  const link = cleanup.use(await openLink(ANY_PORT, target));
  const socket = connect(link.address);
  await until(() => sentinel.asked > 1);
  expect(target.address()).toBeNull();
  sentinel.answer = word(master);
  expect(String((await once(socket, 'data'))[0])).toBe('master');
  socket.destroy();
});

test('asks again when a sentinel is not there, hangs up, or is silent', async () => {
  const master = await serve(says('master'));
  let tries = 0;
  const moody = await serve((socket) => {
    tries += 1;
    socket.on('data', () => {
      if (tries === 1) socket.destroy();
      if (tries > 2) socket.write(word(master));
    });
  });
  const nowhere = { host: '127.0.0.1', port: 1 };
  const target = cleanup.use(openTarget({ sentinels: [nowhere, moody], master: 'bills' }));
  await until(() => target.address() !== null);
  expect(target.address()).toEqual(master);
  expect(tries).toBeGreaterThanOrEqual(3);
});
