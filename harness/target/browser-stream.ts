import { EventSource } from 'eventsource';
import { attribution, type Attribution } from './attribution.ts';
import type { EventStream } from './stream.ts';
import { urlOf } from './stream.ts';
import { openStreamLog, type StreamLog, type StreamRequest } from './stream-log.ts';
import type { System } from './system.ts';

const EVENT_TYPES = [
  'connected',
  'heartbeat',
  'schedule:popup-reminder',
  'schedule:sound-reminder',
  'schedule:task-executed',
];
const NOBODY: Attribution = { replica: null, upstream: null };

/**
 * Opens a stream with a real EventSource client, which reconnects as browsers do: each of its requests is an
 * operation of its own, on a connection named `<name>`, `<name>+1`, …
 */
export function openBrowserStream(system: System, request: StreamRequest): EventStream {
  let log: StreamLog | null = null;
  let who = NOBODY;
  let requests = 0;
  const opened = Promise.withResolvers<number | null>();
  const over = Promise.withResolvers<void>();

  const source = new EventSource(urlOf(request), {
    fetch: async (url, init) => {
      const connection = requests === 0 ? request.connection : `${request.connection}+${requests}`;
      requests += 1;
      const own = openStreamLog(
        system,
        { ...request, connection, lastEventId: init.headers['Last-Event-ID'] ?? null },
        'eventsource',
      );
      const answer = await fetch(url, init).catch((error: unknown) => {
        own.failed(String(error));
        throw error;
      });
      who = attribution(Object.fromEntries(answer.headers), system.secrets);
      log = own.opened(answer.status, who, answer.headers.get('content-type') ?? '') ? own : null;
      opened.resolve(answer.status);
      return answer;
    },
  });
  for (const type of EVENT_TYPES) {
    source.addEventListener(type, ({ data, lastEventId }) => {
      // The client repeats the last id on events that have none of their own.
      const id = type.startsWith('schedule:') ? lastEventId : null;
      log?.event(who, type, id, String(data));
    });
  }
  source.addEventListener('error', ({ message }) => {
    log?.ended(who, 'error', message ?? 'the stream ended');
    log = null;
    if (source.readyState !== source.CLOSED) return;
    opened.resolve(null);
    over.resolve();
  });
  return {
    connection: request.connection,
    opened: opened.promise,
    lastEventId: () => log?.lastEventId() ?? null,
    received: (name, signal) => log?.received(name, signal) ?? Promise.resolve(false),
    ended: over.promise,
    close: async () => {
      source.close();
      log?.ended(who, 'client', 'closed');
      log = null;
      opened.resolve(null);
      over.resolve();
    },
  };
}
