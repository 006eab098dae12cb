import type { Buffer } from 'node:buffer';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { LoadTarget } from './thread-plan.ts';

/** Where what comes in goes. */
export interface Incoming {
  /** Without TLS, what comes in is read into these bytes, and is in them only until `read` returns. */
  readonly readBuffer: Buffer;
  /** Takes the first `length` of the bytes; false to read no more. */
  readonly read: (bytes: Buffer, length: number) => boolean;
}

/** Connects to a target; TLS goes through Node's streams, and trusts whom Node trusts (NODE_EXTRA_CA_CERTS). */
export function openSocket({ host, port, isTls }: LoadTarget, { readBuffer, read }: Incoming): Socket {
  if (isTls) {
    const socket = connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) });
    return socket.setNoDelay(true).on('data', (bytes: Buffer) => read(bytes, bytes.length));
  }
  const callback = (length: number): boolean => read(readBuffer, length);
  return connect({ host, port, noDelay: true, onread: { buffer: readBuffer, callback } });
}

/** The event of a socket that can be written to. */
export const connectedEvent = ({ isTls }: LoadTarget): string => (isTls ? 'secureConnect' : 'connect');

const OWN_LIMITS: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM']);

/** Whether a socket failed for want of something on this machine, which the target cannot help. */
export const isOwnLimit = (reason: string): boolean => OWN_LIMITS.has(reason);

const SYSTEM_CODE = /^E(?!PROTO)[A-Z\d]+$/u;
/** As OpenSSL writes it: `…:SSL routines:<function>:<reason>:<file>:…`. */
const OPENSSL_REASON = /SSL routines:[^:]*:(?<words>[^:]+)/u;

/** Why a socket failed, as few words as tell it from other reasons: ECONNREFUSED, or what TLS says. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code !== undefined && SYSTEM_CODE.test(code)) return code;
  const words = OPENSSL_REASON.exec(message)?.groups?.['words'] ?? message.split(';')[0] ?? message;
  return `TLS failed: ${words}`;
}
