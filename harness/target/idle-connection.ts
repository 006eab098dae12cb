import { connect } from 'node:net';
import { connect as secureConnect } from 'node:tls';
import { nsToMs } from '../time/clock.ts';
import type { Clock } from '../time/clock.ts';
import type { Route, System } from './system.ts';

/** How long a connection was left idle, and who ended it. */
export interface IdleConnection {
  readonly idleMs: number;
  /** Whether the other side closed it; else we gave up waiting. */
  readonly closedByServer: boolean;
}

/**
 * Opens a connection of its own, asks once over it, and leaves it idle until the other side closes it or the patience is over.
 * By hand: Node's own client gives idle connections up when the server says it would, and sooner. Null when nothing answers.
 */
export async function leaveIdle(
  { recorder, connection }: System,
  { route, patienceMs, clock }: { readonly route: Route; readonly patienceMs: number; readonly clock: Clock },
): Promise<IdleConnection | null> {
  const { protocol, hostname, port, host } = new URL(route.url);
  const isSecure = protocol === 'https:';
  const at = { host: hostname, port: Number(port || (isSecure ? 443 : 80)) };
  const socket = isSecure ? secureConnect({ ...at, servername: hostname }) : connect(at);
  const patience = AbortSignal.any([connection.signal, AbortSignal.timeout(patienceMs)]);
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // How it ended does not matter: `close` follows any error.
  socket.on('error', () => undefined);
  patience.addEventListener('abort', () => socket.destroy());
  let answeredNs: number | null = null;
  socket.on('data', () => (answeredNs = clock.nowNs()));
  socket.write(`GET /health HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  await ended;
  if (answeredNs === null) return null;
  const idle = { idleMs: nsToMs(clock.nowNs() - answeredNs), closedByServer: !patience.aborted };
  recorder.observe(0, {
    f: 'idle-connection',
    key: '',
    route: route.name,
    input: idle,
    replica: route.name,
  });
  return idle;
}
