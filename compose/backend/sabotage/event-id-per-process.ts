import type { Parts } from '../parts.ts';

/** Each replica numbers the events as it meets them: one id stands for different events on different replicas. */
export function eventIdPerProcess(parts: Parts): Parts {
  const ownIds = new Map<string, string>();
  const loggedIds = new Map<string, string>();
  const name = (userId: string, loggedId: string): string => {
    const known = ownIds.get(`${userId} ${loggedId}`);
    if (known !== undefined) return known;
    const own = `${ownIds.size + 1}-0`;
    ownIds.set(`${userId} ${loggedId}`, own);
    loggedIds.set(own, loggedId);
    return own;
  };
  return {
    ...parts,
    eventLog: {
      append: async (userId, event) => name(userId, await parts.eventLog.append(userId, event)),
      startAfter: (userId, lastEventId) =>
        parts.eventLog.startAfter(userId, loggedIds.get(lastEventId ?? '') ?? lastEventId),
      async read(userId, after, reader) {
        const events = await parts.eventLog.read(userId, loggedIds.get(after) ?? after, reader);
        return events.map((event) => ({ ...event, id: name(userId, event.id) }));
      },
    },
  };
}
