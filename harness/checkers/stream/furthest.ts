import { precedes } from './published.ts';
import type { Shown } from './shown.ts';

/** Of events in order of arrival: the last by ids, or by publishing where ids do not tell, and the last to be begun. */
export type Lasts = readonly [highest: Shown, latest: Shown];

/** The lasts with one more event: whatever surely precedes an event so far precedes one of them. */
export function withLast(lasts: Lasts | null, shown: Shown, idsCount: boolean): Lasts {
  if (!lasts) return [shown, shown];
  const [highest, latest] = lasts;
  return [
    precedes(highest.published, shown.published, idsCount) ? shown : highest,
    shown.published.invokedNs > latest.published.invokedNs ? shown : latest,
  ];
}

/** Of events in order of arrival: the first by ids, or by publishing where ids do not tell, and the first to be completed. */
export type Firsts = readonly [lowest: Shown, earliest: Shown];

/** The firsts with one more event: whatever an event so far surely precedes is preceded by one of them. */
export function withFirst(firsts: Firsts | null, shown: Shown, idsCount: boolean): Firsts {
  if (!firsts) return [shown, shown];
  const [lowest, earliest] = firsts;
  return [
    precedes(shown.published, lowest.published, idsCount) ? shown : lowest,
    shown.published.completedNs < earliest.published.completedNs ? shown : earliest,
  ];
}
