import { Agent, type ClientRequest, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';

/** The client's connections: kept alive between requests, never shared by two at a time. */
export interface Sockets extends Disposable {
  /** Begins a request over `http:` or `https:`; follows no redirect and retries nothing. */
  readonly send: (url: string, options: RequestOptions) => ClientRequest;
}

/** Idle connections are given up after a second, sooner than any server does: no request meets a closing one. */
const IDLE_MS = 1000;

/** Opens a set of connections; `keepAlive: false` gives each request one of its own. */
export function openSockets({ keepAlive }: { readonly keepAlive: boolean }): Sockets {
  const options = keepAlive ? { keepAlive, timeout: IDLE_MS } : { keepAlive };
  const plain = new Agent(options);
  const secure = new SecureAgent(options);
  return {
    send: (url, request) =>
      url.startsWith('https:')
        ? httpsRequest(url, { ...request, agent: secure })
        : httpRequest(url, { ...request, agent: plain }),
    [Symbol.dispose]: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}
