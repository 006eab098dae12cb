import type { Parts } from '../parts.ts';

const LATE_MS = 150;

/** The kick is answered at once and written afterwards: until then every kicked token lives. */
export function kickAnswersFirst(parts: Parts): Parts {
  return {
    ...parts,
    tokenVersions: {
      ...parts.tokenVersions,
      async advance(userId, targets) {
        setTimeout(() => {
          // Nobody is left to be told that a kick was lost.
          parts.tokenVersions.advance(userId, targets).catch(() => undefined);
        }, LATE_MS);
      },
    },
  };
}
