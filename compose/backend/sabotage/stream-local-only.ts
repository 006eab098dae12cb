import type { Setting } from '../assemble.ts';
import type { Parts } from '../parts.ts';

/** Streams see only what their own replica took: with N replicas, N-1 of N events are lost to each stream. */
export function streamLocalOnly(parts: Parts, { environment }: Setting): Parts {
  return {
    ...parts,
    eventLog: {
      ...parts.eventLog,
      async read(userId, after, reader) {
        let position = after;
        for (;;) {
          const events = await parts.eventLog.read(userId, position, reader);
          const local = events.filter(({ origin }) => origin === environment.instanceId);
          if (local.length > 0 || events.length === 0) return local;
          position = events.at(-1)?.id ?? position;
        }
      },
    },
  };
}
