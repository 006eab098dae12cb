import { createServer, type Server, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { HistoryLine } from '../history/event.ts';
import { createRecorder } from '../history/recorder.ts';
import { createMessageNames } from './message-names.ts';
import { createSecrets } from './secrets.ts';
import { openSockets } from './sockets.ts';
import { openRawStream } from './stream.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Opens a stream at a server that answers as `answer` does; gives the stream and the history so far. */
async function streamAt(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const lines: HistoryLine[] = [];
  let now = 0;
  const clock = { nowNs: () => (now += 1), sleep: async () => undefined };
  const recorder = createRecorder({
    clock,
    stage: 's',
    write: (line) => lines.push(line),
    processes: { next: 0 },
  });
  const names = createMessageNames();
  names.add('hello', 'hello\nworld');
  const limits = { timeoutMs: 500, bodyBytes: 1000 };
  const connection = {
    sockets: openSockets({ keepAlive: false }),
    limits,
    signal: new AbortController().signal,
  };
  const stream = openRawStream(
    { recorder, secrets: createSecrets(), connection, password: '' },
    {
      connection: 'c-1',
      user: 'user-1',
      clientType: 'desktop',
      route: { name: 'balancer', url },
      token: 'a-token',
      tokenIn: 'query',
      credential: 'valid',
      lastEventId: null,
      names,
    },
  );
  await Promise.race([stream.opened, new Promise((resolve) => setTimeout(resolve, 100))]);
  const seen = () => lines.filter(({ f }) => f === 'event').map(({ value }) => value);
  return { stream, lines, seen };
}

const EVENT_STREAM = { 'content-type': 'text/event-stream', 'x-instance-id': 'b-1' };
const soon = () => AbortSignal.timeout(1000);

test('events are recorded with their ids and the names of their texts', async () => {
  const { stream, seen } = await streamAt((response) => {
    response.writeHead(200, EVENT_STREAM);
    response.write('event: connected\ndata: {}\n\n: keep-alive\n\n');
    response.write('event: schedule:popup-reminder\nid: 1-1\ndata: hello\ndata: world\n\n');
  });
  expect(await stream.received('hello', soon())).toBe(true);
  await stream.close();
  const at = { user: 'user-1', connection: 'c-1' };
  expect(seen()).toEqual([
    { ...at, event: 'connected', id: null, payload: null },
    { ...at, event: ':', id: null, payload: null },
    { ...at, event: 'schedule:popup-reminder', id: '1-1', payload: 'hello' },
  ]);
  expect(stream.lastEventId()).toBe('1-1');
});

test('a character cut between two packets arrives whole', async () => {
  const bytes = Buffer.from(
    'event: schedule:popup-reminder\nid: 1\ndata: hello\ndata: world\n\nevent: é\ndata: x\n\n',
  );
  const cut = bytes.indexOf(0xc3) + 1;
  const { stream, seen } = await streamAt((response) => {
    response.writeHead(200, EVENT_STREAM);
    response.write(bytes.subarray(0, cut));
    setTimeout(() => response.end(bytes.subarray(cut)), 20);
  });
  await stream.ended;
  expect(seen().at(-1)).toMatchObject({ event: 'é' });
});

test('who ended a stream is known', async () => {
  const byServer = await streamAt((response) => {
    response.writeHead(200, EVENT_STREAM);
    response.end(':\n\n');
  });
  await byServer.stream.ended;
  expect(byServer.lines.at(-1)).toMatchObject({ f: 'stream-end', value: { by: 'server' } });

  const byError = await streamAt((response) => {
    response.writeHead(200, EVENT_STREAM);
    response.write(':\n\n');
    setTimeout(() => response.socket?.resetAndDestroy(), 20);
  });
  await byError.stream.ended;
  expect(byError.lines.at(-1)).toMatchObject({ f: 'stream-end', value: { by: 'error' } });

  const byUs = await streamAt((response) => {
    response.writeHead(200, EVENT_STREAM);
    response.write(':\n\n');
  });
  await byUs.stream.close();
  expect(byUs.lines.at(-1)).toMatchObject({ f: 'stream-end', value: { by: 'client' } });
});

test('a stream that never ends a line ends as an error, at a bound', async () => {
  const { stream, lines } = await streamAt((response) => {
    response.writeHead(200, EVENT_STREAM);
    const more = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
    response.once('close', () => clearInterval(more));
  });
  await stream.ended;
  expect(lines.at(-1)).toMatchObject({ f: 'stream-end', value: { by: 'error' } });
});

test('a refusal opens nothing', async () => {
  const { stream, lines } = await streamAt((response) => response.writeHead(401).end());
  expect(await stream.opened).toBe(401);
  expect(await stream.received('hello', soon())).toBe(false);
  expect(lines.at(-1)).toMatchObject({ f: 'stream', type: 'ok', status: 401 });
});

test('headers that never come end with the stream, and are no answer', async () => {
  const { stream, lines } = await streamAt(() => undefined);
  await stream.close();
  expect(await stream.opened).toBeNull();
  expect(lines.at(-1)).toMatchObject({ f: 'stream', type: 'fail' });
});

test('no token is written, not even one that the target sends back', async () => {
  const { stream, lines } = await streamAt((response) => {
    response.writeHead(200, { ...EVENT_STREAM, 'x-instance-id': 'eyJhbGciOiJI.eyJzdWIiOiJ1.c2ln' });
    response.end('event: schedule:popup-reminder\nid: eyJhbGciOiJI.eyJzdWIiOiJ1.c2ln\ndata: secret\n\n');
  });
  await stream.ended;
  expect(JSON.stringify(lines)).not.toContain('eyJ');
});
