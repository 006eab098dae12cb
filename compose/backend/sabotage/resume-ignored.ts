import type { Parts } from '../parts.ts';

/** Every stream begins with what comes next: what was published while a client was away is lost to it. */
export function resumeIgnored(parts: Parts): Parts {
  return {
    ...parts,
    eventLog: {
      ...parts.eventLog,
      startAfter: (userId) => parts.eventLog.startAfter(userId, undefined),
    },
  };
}
