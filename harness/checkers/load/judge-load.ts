import { sloText } from '../../load/slo/slo.ts';
import { judgeObjective, type Judged } from './decision.ts';
import { latencyText, valueText } from './figures.ts';
import type { MeasuredLoad } from './measured-load.ts';
import { objectivesOf } from './objective.ts';
import { addedUs, offerFigures } from './offer-rules.ts';

/** Judges every objective of a load; one that only the generator's own lateness may have broken is left open. */
export const judgeLoad = (measured: MeasuredLoad, confidence?: number): Judged[] =>
  objectivesOf(measured)
    .map((objective) => judgeObjective(objective, confidence))
    .map(sparingTheTarget);

/** What the generator itself may have added is no reason to call a latency too long. */
function sparingTheTarget(judged: Judged): Judged {
  const { objective, estimate, decision } = judged;
  const { slo, measured } = objective;
  if (decision.status !== 'broken' || !('limitUs' in slo.limit)) return judged;
  const lateUs = addedUs(offerFigures(measured));
  if ((estimate.low ?? 0) - lateUs > slo.limit.limitUs) return judged;
  const observed = valueText(slo.limit, estimate.observed ?? NaN);
  const reason = `${sloText(slo)} is not kept at ${observed}, but the generator itself was late by up to ${latencyText(lateUs)}`;
  return { ...judged, decision: { status: 'undecided', reason, neededSamples: null, isLateness: true } };
}
