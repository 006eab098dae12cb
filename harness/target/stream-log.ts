import type { ClientType } from '../history/vocabulary.ts';
import { createArrivals } from './arrivals.ts';
import type { Attribution } from './attribution.ts';
import type { MessageNames } from './message-names.ts';
import type { Route, System } from './system.ts';

export interface StreamRequest {
  /** Names the connection in the history. */
  readonly connection: string;
  readonly user: string;
  readonly clientType: ClientType;
  readonly route: Route;
  /** The access token as it is sent; null for none. */
  readonly token: string | null;
  readonly tokenIn: 'query' | 'bearer';
  /** `valid`, or what is wrong with the token. */
  readonly credential: string;
  readonly lastEventId: string | null;
  /** What was published under which name. */
  readonly names: MessageNames;
}

/** The record of one connection: its opening, what arrived, and its end. */
export interface StreamLog {
  readonly connection: string;
  readonly failed: (reason: string) => void;
  /** Records the answer, with the error it names when it is a refusal; whether it is an open stream. */
  readonly opened: (status: number, who: Attribution, contentType: string, code?: string | null) => boolean;
  readonly event: (who: Attribution, event: string, id: string | null, data: string | null) => void;
  readonly ended: (who: Attribution, by: 'client' | 'server' | 'error', message: string) => void;
  readonly lastEventId: () => string | null;
  readonly received: (name: string, signal: AbortSignal) => Promise<boolean>;
}

const LONGEST_TEXT = 200;

/** Records the invocation of a stream's opening, and gives what records the rest. */
export function openStreamLog(
  system: System,
  request: StreamRequest,
  client: 'raw' | 'eventsource',
): StreamLog {
  const { recorder, secrets } = system;
  const { user, clientType, connection, lastEventId, credential, route, names, token } = request;
  const process = recorder.newProcess();
  const at = { key: user, route: route.name };
  const carried = token !== null && credential === 'valid' ? { token: secrets.hash(token) } : {};
  const input = { user, clientType, connection, client, lastEventId, credential, ...carried };
  const complete = recorder.invoke(process, { ...at, f: 'stream', input });
  const arrivals = createArrivals();
  const short = (text: string): string => secrets.clean(text).slice(0, LONGEST_TEXT);
  const payloadOf = (event: string, data: string | null): string | null => {
    if (data === null) return null;
    const unknown = event.startsWith('schedule:') ? secrets.hash(data) : null;
    return names.nameOf(data) ?? unknown;
  };
  let lastId = lastEventId;

  return {
    connection,
    failed: (reason) => {
      arrivals.end();
      complete({ outcome: 'fail', reason: short(reason) });
    },
    opened: (status, who, contentType, code = null) => {
      const open = status === 200;
      const isStream = contentType.startsWith('text/event-stream');
      const problems = open && !isStream ? [`a stream is ${short(contentType)}`] : [];
      complete({
        ...who,
        outcome: status >= 500 ? 'fail' : 'ok',
        status,
        code: code === null ? null : short(code),
        output: open ? {} : null,
        problems,
      });
      if (!open) arrivals.end();
      return open;
    },
    event: (who, event, id, data) => {
      const payload = payloadOf(event, data);
      const value = { user, connection, event: short(event), id: id === null ? null : short(id), payload };
      recorder.observe(process, { ...at, ...who, f: 'event', input: value });
      lastId = id ?? lastId;
      if (payload !== null) arrivals.add(payload);
    },
    ended: (who, by, message) => {
      const value = { user, connection, by, message: short(message) };
      recorder.observe(process, { ...at, ...who, f: 'stream-end', input: value });
      arrivals.end();
    },
    lastEventId: () => lastId,
    received: arrivals.received,
  };
}
