import type { OpenStream, StreamRegistry } from '../parts.ts';

/** Streams by user; a stream is removed by its own identity, never by its user's, so a reconnect is safe. */
export function createStreamRegistry(): StreamRegistry {
  const byUser = new Map<string, Set<OpenStream>>();
  let isClosed = false;
  const all = () => [...byUser.values()].flatMap((streams) => [...streams]);
  return {
    add(stream) {
      const streams = byUser.get(stream.userId) ?? new Set();
      byUser.set(stream.userId, streams.add(stream));
      if (isClosed) stream.end();
    },
    remove(stream) {
      const streams = byUser.get(stream.userId);
      streams?.delete(stream);
      if (streams?.size === 0) byUser.delete(stream.userId);
    },
    wake(userId) {
      for (const stream of byUser.get(userId) ?? []) stream.wake();
    },
    wakeAll() {
      for (const stream of all()) stream.wake();
    },
    endAll() {
      isClosed = true;
      for (const stream of all()) stream.end();
    },
    idsByUser: () =>
      new Map([...byUser].map(([userId, streams]) => [userId, [...streams].map(({ id }) => id)])),
  };
}
