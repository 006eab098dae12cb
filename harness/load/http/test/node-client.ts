import { type IncomingMessage, request } from 'node:http';
import { Duplex } from 'node:stream';

/** What Node's own client makes of the bytes of a connection that ends after them; text is latin1. */
export type NodeOutcome =
  | {
      readonly outcome: 'complete';
      readonly status: number;
      readonly keepAlive: boolean;
      readonly body: string;
      readonly replica: string | undefined;
    }
  | { readonly outcome: 'failed'; readonly code: string | undefined };

/** Gives Node's client the bytes through a pair of streams in memory, with no port and no server. */
export function askNode(bytes: string, method: string): Promise<NodeOutcome> {
  const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  return new Promise((resolve) => {
    const client = request({ method, headers: { connection: 'keep-alive' }, createConnection: () => socket });
    const fail = (error: NodeJS.ErrnoException): void => resolve({ outcome: 'failed', code: error.code });
    client.on('error', fail);
    client.on('upgrade', () => resolve({ outcome: 'failed', code: 'upgrade' }));
    client.on('response', (response) => {
      const keepAlive = client.shouldKeepAlive;
      response.on('error', fail);
      collect(response, (body) =>
        resolve({
          outcome: 'complete',
          status: response.statusCode ?? 0,
          keepAlive,
          body,
          replica: response.headers['x-instance-id']?.toString(),
        }),
      );
    });
    client.on('socket', () =>
      setImmediate(() => {
        socket.push(Buffer.from(bytes, 'latin1'));
        socket.push(null);
      }),
    );
    client.end();
  });
}

function collect(response: IncomingMessage, done: (body: string) => void): void {
  let body = '';
  response.setEncoding('latin1');
  response.on('data', (chunk: string) => {
    body += chunk;
  });
  response.on('end', () => done(body));
}
