import { nsToMs } from '../../time/clock.ts';
import { nearestRank } from '../columns/quantile.ts';
import type { Evidence } from '../verdict.ts';
import { isGone, knownNs, type Sighting } from './sighting.ts';

/** What became of the elements (Jepsen's set-full): how many, and how long until every read showed them. */
export function setEvidence(sets: readonly Iterable<Sighting>[]): {
  readonly summary: string;
  readonly evidence: Evidence;
} {
  let [elements, acknowledged, recovered, unproven] = [0, 0, 0, 0];
  const latenciesMs: number[] = [];
  for (const sightings of sets) {
    for (const sighting of sightings) {
      elements += 1;
      if (isAcknowledged(sighting)) acknowledged += 1;
      else if (isShown(sighting)) recovered += 1;
      if (isAcknowledged(sighting) && !isCovered(sighting)) unproven += 1;
      if (isStable(sighting)) latenciesMs.push(nsToMs(stableLatencyNs(sighting)));
    }
  }
  const quantile = (fraction: number): number | null => nearestRank(latenciesMs, fraction);
  return {
    summary:
      `${acknowledged} elements acknowledged, ${unproven} of them never looked for since; ` +
      `${recovered} recovered (added without an answer, and read)`,
    evidence: {
      kind: 'table',
      title: 'What became of the elements',
      columns: ['elements', 'acknowledged', 'recovered', 'never looked for', ...LATENCY_COLUMNS],
      rows: [[elements, acknowledged, recovered, unproven, quantile(0.5), quantile(0.99), quantile(1)]],
    },
  };
}

const LATENCY_COLUMNS = ['stable after ms (median)', 'stable after ms (99 %)', 'stable after ms (all)'];

const isAcknowledged = ({ element }: Sighting): boolean => element.acknowledged !== null;
const isShown = ({ first }: Sighting): boolean => first !== null;

const isStable = (sighting: Sighting): boolean => isShown(sighting) && !isGone(sighting);

/** Whether a read showed it, or began after it was acknowledged and so would have. */
const isCovered = ({ element, first, absent }: Sighting): boolean =>
  first !== null || (absent !== null && absent.invokedNs > element.acknowledgedNs);

/** From when an element was known to when the last read that lacks it began; 0 if there was none by then. */
const stableLatencyNs = (sighting: Sighting): number =>
  Math.max(0, (sighting.absent?.invokedNs ?? 0) - knownNs(sighting));
