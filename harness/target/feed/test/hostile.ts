import { createServer, type Server, type Socket } from 'node:net';
import { openSockets, type Sockets } from '../../sockets.ts';
import { FEED_LIMITS, type FeedConnection } from '../feed-connection.ts';

/** A server in the hands of a test; gone with it. */
export interface Hostile extends AsyncDisposable {
  readonly url: string;
  /** The first line and the headers of each request. */
  readonly requests: readonly string[];
}

/** Does with the connections what `answer` says, once the headers of a request have come; `path` is what was asked for. */
export async function hostile(answer: (socket: Socket, path: string) => void): Promise<Hostile> {
  const requests: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      requests.push(String(data));
      answer(socket, String(data).split(' ')[1] ?? '');
    });
  });
  return { url: await listen(server), requests, [Symbol.asyncDispose]: () => close(server, open) };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

async function close(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  for (const socket of open) socket.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/** A whole answer, closed by its end. */
export const response = (
  status: string,
  headers: readonly string[] = [],
  body: string | Buffer = '',
): Buffer =>
  Buffer.concat([
    Buffer.from(
      [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', ''].join('\r\n'),
    ),
    Buffer.from(body),
  ]);

/** A connection of one test. */
export function connection(changes: Partial<FeedConnection> = {}): FeedConnection & Disposable {
  const sockets = openSockets({ keepAlive: false });
  return {
    sockets,
    limits: FEED_LIMITS,
    insecureTransport: false,
    signal: new AbortController().signal,
    ...changes,
    [Symbol.dispose]: () => sockets[Symbol.dispose](),
  };
}

/** Sockets for which `https://secure.test` is at an address without TLS: what is secure is a name here, not a cipher. */
export function pretendSecure(plainUrl: string): Sockets {
  const sockets = openSockets({ keepAlive: false });
  return {
    ...sockets,
    send: (url, options) => sockets.send(url.replace('https://secure.test', plainUrl), options),
  };
}
