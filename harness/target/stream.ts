import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import { messageOf } from '../errors.ts';
import { attribution, type Attribution } from './attribution.ts';
import { openEnvelope } from './envelope.ts';
import { readBody } from './exchange.ts';
import { EVENTS_PATH } from './requests.ts';
import { openSockets } from './sockets.ts';
import { openStreamLog, type StreamLog, type StreamRequest } from './stream-log.ts';
import type { System } from './system.ts';

/** An event stream as it is held by the harness; everything that arrives is recorded at its arrival. */
export interface EventStream {
  readonly connection: string;
  /** Resolves with the status once the headers are in; with null when they never come. */
  readonly opened: Promise<number | null>;
  /** The last event id that arrived. */
  readonly lastEventId: () => string | null;
  /** Resolves true once a message of that name has arrived, false when the stream ended without it or `signal` aborted. */
  readonly received: (name: string, signal: AbortSignal) => Promise<boolean>;
  /** Resolves once the stream has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends the stream from our side. */
  readonly close: () => Promise<void>;
}

/** Without the end of an event or a comment in so many bytes it is no stream of events. */
const LONGEST_EVENT = 256 * 1024;
const LONGEST_REFUSAL = 64 * 1024;

/** Opens a stream over a connection of its own, with every byte timed at its arrival. */
export function openRawStream(system: System, request: StreamRequest): EventStream {
  const log = openStreamLog(system, request, 'raw');
  const over = new AbortController();
  const opened = Promise.withResolvers<number | null>();
  const ended = follow({ system, request, log, over, opened: opened.resolve });
  return {
    connection: log.connection,
    opened: opened.promise,
    lastEventId: log.lastEventId,
    received: log.received,
    ended,
    close: async () => {
      over.abort();
      await ended;
    },
  };
}

interface Following {
  readonly system: System;
  readonly request: StreamRequest;
  readonly log: StreamLog;
  readonly over: AbortController;
  readonly opened: (status: number | null) => void;
}

/** Sends the request and reads until the stream ends; records all of it. */
async function follow({ system, request, log, over, opened }: Following): Promise<void> {
  using sockets = openSockets({ keepAlive: false });
  const signal = AbortSignal.any([system.connection.signal, over.signal]);
  const outgoing = sockets.send(urlOf(request), { headers: headersOf(request), signal });
  const answer = await new Promise<IncomingMessage | Error>((resolve) => {
    outgoing.once('response', resolve);
    outgoing.once('error', resolve);
    outgoing.end();
  });
  if (answer instanceof Error) {
    log.failed(over.signal.aborted ? 'no answer until we gave up' : messageOf(answer));
    opened(null);
    return;
  }
  const who = attribution(answer.headers, system.secrets);
  const status = answer.statusCode ?? 0;
  const code = status === 200 ? null : await refusalCode(answer, status);
  const isOpen = log.opened(status, who, answer.headers['content-type'] ?? '', code);
  opened(answer.statusCode ?? null);
  if (isOpen) await readEvents(answer, log, who, over.signal);
  answer.destroy();
}

/** The error that a refusal names; null when it cannot be read. */
async function refusalCode(answer: IncomingMessage, status: number): Promise<string | null> {
  try {
    return openEnvelope(status, answer.headers, await readBody(answer, LONGEST_REFUSAL)).code;
  } catch {
    // The status is the answer: what goes wrong after it says nothing of the stream.
    return null;
  }
}

async function readEvents(
  answer: IncomingMessage,
  log: StreamLog,
  who: Attribution,
  closed: AbortSignal,
): Promise<void> {
  let unfinishedBytes = 0;
  const parser = createParser({
    onEvent: ({ event, data, id }) => {
      unfinishedBytes = 0;
      log.event(who, event ?? 'message', id ?? null, data);
    },
    onComment: () => {
      unfinishedBytes = 0;
      log.event(who, ':', null, null);
    },
  });
  const decoder = new StringDecoder('utf8');
  try {
    for await (const chunk of answer) {
      const bytes = Buffer.from(chunk);
      unfinishedBytes += bytes.length;
      parser.feed(decoder.write(bytes));
      if (unfinishedBytes > LONGEST_EVENT) throw new Error(`no event ended within ${LONGEST_EVENT} bytes`);
    }
    log.ended(who, 'server', 'the stream ended');
  } catch (error) {
    if (closed.aborted) log.ended(who, 'client', 'closed');
    else log.ended(who, 'error', messageOf(error));
  }
}

/** The stream's URL: the token goes in the query, as browsers send it, or not at all. */
export function urlOf({ route, token, tokenIn }: StreamRequest): string {
  const query = token !== null && tokenIn === 'query' ? `?token=${encodeURIComponent(token)}` : '';
  return `${route.url}${EVENTS_PATH}${query}`;
}

function headersOf({ token, tokenIn, lastEventId }: StreamRequest): Record<string, string> {
  return {
    accept: 'text/event-stream',
    ...(token !== null && tokenIn === 'bearer' ? { authorization: `Bearer ${token}` } : {}),
    ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
  };
}
