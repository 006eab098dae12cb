import type { OpenStream, Parts } from '../parts.ts';

/**
 * A stream that closes unregisters its user, not itself: the user's other streams on the replica, such as the one
 * that replaced it, beat on but hear nothing any more.
 */
export function reconnectGoesDeaf(parts: Parts): Parts {
  const hearing = new Map<string, Set<OpenStream>>();
  return {
    ...parts,
    streams: {
      ...parts.streams,
      add(stream) {
        hearing.set(stream.userId, (hearing.get(stream.userId) ?? new Set()).add(stream));
        parts.streams.add(stream);
      },
      remove(stream) {
        hearing.delete(stream.userId);
        parts.streams.remove(stream);
      },
      wake(userId) {
        for (const stream of hearing.get(userId) ?? []) stream.wake();
      },
      wakeAll() {
        for (const stream of [...hearing.values()].flatMap((streams) => [...streams])) stream.wake();
      },
    },
    eventLog: {
      ...parts.eventLog,
      read: async (userId, after, reader) =>
        hearing.get(userId)?.has(reader) ? parts.eventLog.read(userId, after, reader) : [],
    },
  };
}
