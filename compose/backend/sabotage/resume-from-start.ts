import type { Parts } from '../parts.ts';

/** An id that the log never gave: it stands before all others. */
const UNKNOWN_ID = 'start';

/** A stream that resumes gets all events anew, also those that the client has seen. */
export function resumeFromStart(parts: Parts): Parts {
  return {
    ...parts,
    eventLog: {
      ...parts.eventLog,
      startAfter: (userId, lastEventId) =>
        parts.eventLog.startAfter(userId, lastEventId === undefined ? undefined : UNKNOWN_ID),
    },
  };
}
