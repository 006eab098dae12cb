import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import { TAKEN } from '../history/operation.ts';
import type { Sockets } from './sockets.ts';

/** One HTTP request, ready to be written. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Breaks the connection when the answer begins to arrive, as a network does: the effect is there, its answer is not. */
  readonly dropAnswer?: boolean;
  /** Sends the body once this resolves and the server has said that it is taking the request (100 Continue). */
  readonly holdBody?: Promise<void>;
}

/** What came of one request: no retry, no redirect, whatever the answer. */
export type Exchange =
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      readonly body: string;
    }
  | {
      readonly kind: 'failure';
      /**
       * connect: nothing was written. response: it was, and no status came. taken: the server had said that it was taking it.
       * body: the status came, the body did not.
       */
      readonly phase: 'connect' | 'response' | typeof TAKEN | 'body';
      readonly message: string;
    };

export interface ExchangeLimits {
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly bodyBytes: number;
}

export const DEFAULT_LIMITS: ExchangeLimits = { timeoutMs: 10_000, bodyBytes: 1024 * 1024 };

export interface Connection {
  readonly sockets: Sockets;
  readonly limits: ExchangeLimits;
  /** Ends the exchange when the run is over. */
  readonly signal: AbortSignal;
}

/** Sends one request and reads its whole answer within the limits; never throws for what the target does. */
export function exchange(request: HttpRequest, { sockets, limits, signal }: Connection): Promise<Exchange> {
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    let phase: Extract<Exchange, { kind: 'failure' }>['phase'] = 'connect';
    const fail = (error: unknown): void => {
      const message = timeout.aborted ? `no answer within ${limits.timeoutMs} ms` : messageOf(error);
      resolve({ kind: 'failure', phase, message });
    };
    try {
      const outgoing = sockets.send(request.url, {
        method: request.method,
        headers: withLength(request),
        signal: AbortSignal.any([timeout, signal]),
      });
      outgoing.on('socket', (socket) => {
        const connected = (): void => {
          if (phase === 'connect') phase = 'response';
        };
        if (socket.connecting) socket.once('connect', connected);
        else connected();
      });
      outgoing.on('response', (incoming) => {
        phase = 'body';
        if (request.dropAnswer) {
          fail(new Error('the answer was dropped'));
          incoming.destroy();
          return;
        }
        readBody(incoming, limits.bodyBytes).then((body) => {
          resolve({ kind: 'response', status: incoming.statusCode ?? 0, headers: incoming.headers, body });
        }, fail);
      });
      outgoing.on('error', fail);
      outgoing.once('continue', () => {
        phase = TAKEN;
      });
      if (request.holdBody) void sendHeld(outgoing, request.body, request.holdBody).catch(fail);
      else outgoing.end(request.body ?? undefined);
    } catch (error) {
      fail(error);
    }
  });
}

/** A server that never says 100 Continue gets the body all the same (RFC 9110, 10.1.1). */
const CONTINUE_PATIENCE_MS = 1000;

async function sendHeld(outgoing: ClientRequest, body: string | null, held: Promise<void>): Promise<void> {
  const { promise: taken, resolve } = Promise.withResolvers<void>();
  outgoing.once('continue', resolve);
  outgoing.flushHeaders();
  await Promise.race([taken, delay(CONTINUE_PATIENCE_MS, undefined, { ref: false })]);
  await held;
  if (!outgoing.writableEnded && !outgoing.destroyed) outgoing.end(body ?? undefined);
}

function withLength({ headers, body, holdBody }: HttpRequest): Record<string, string> {
  if (body === null) return { ...headers };
  return {
    ...headers,
    ...(holdBody ? { expect: '100-continue' } : {}),
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  };
}

/** The whole body of an answer; throws when it is longer than the limit. */
export async function readBody(incoming: IncomingMessage, limitBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    const buffer: Buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > limitBytes) throw new Error(`the body is longer than ${limitBytes} bytes`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
