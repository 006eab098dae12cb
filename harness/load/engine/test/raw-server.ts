import { createServer, type Socket } from 'node:net';

/** A server of bare bytes; disposing it cuts what is open. */
export interface RawServer extends AsyncDisposable {
  readonly port: number;
  /** All connections there were. */
  readonly sockets: ReadonlySet<Socket>;
}

/** What a server does with a connection. */
export type OnConnection = (socket: Socket) => void;

/** Listens on 127.0.0.1; what the peer breaks off is no error. */
export async function listen(onConnection: OnConnection): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Does something with each request, which is told by its user and by how many there were. */
export function onRequest(answer: (socket: Socket, user: string, nth: number) => void): OnConnection {
  let nth = 0;
  return (socket) =>
    socket.on('data', (bytes) => {
      nth += 1;
      answer(socket, /user: (\S+)/u.exec(String(bytes))?.[1] ?? '', nth);
    });
}
