import { sloText } from '../../load/slo/slo.ts';
import { judgeObjective, type Judged } from './decision.ts';
import { latencyText, valueText } from './figures.ts';
import type { Cell, MeasuredLoad } from './measured-load.ts';
import { type Objective, objectivesOf } from './objective.ts';
import { addedUs, offerFigures } from './offer-rules.ts';

/** Judges every objective of a load; one that only the generator's own lateness may have broken is left open. */
export const judgeLoad = (measured: MeasuredLoad, confidence?: number): Judged[] =>
  objectivesOf(measured)
    .map((objective) => judgeObjective(objective, confidence))
    .map(sparingTheTarget);

/**
 * Whether the target alone is beyond the limit of a quantile, however late the generator was. Taken from sending, an answer can only have
 * been read late: by more than d in no more than one of ten cases (or of a hundred), where that is how late the event loop was. So if the
 * quantile that is a tenth (a hundredth) lower is beyond the limit by more than d, the target broke it.
 */
function isSlowAllTheSame({ measured, slo }: Objective): boolean {
  const { limit } = slo;
  if (limit.kind !== 'quantile') return false;
  const { loopLagMs, loopLagMsP90 } = offerFigures(measured);
  const fromSending = { ...measured, cells: measured.cells.map(sentCell) };
  return [
    { lateMs: loopLagMs, percent: limit.percent - 1 },
    { lateMs: loopLagMsP90, percent: limit.percent - 10 },
  ].some(({ lateMs, percent }) => {
    if (lateMs === null || percent <= 0) return false;
    const beyond = { ...limit, percent, limitUs: limit.limitUs + 1000 * lateMs };
    return (
      judgeObjective({ measured: fromSending, slo: { ...slo, limit: beyond } }).decision.status === 'broken'
    );
  });
}

const sentCell = (cell: Cell): Cell =>
  cell.right === null ? cell : { ...cell, right: { ...cell.right, fromDue: cell.right.fromSending } };

/** What the generator itself may have added is no reason to call a latency too long. */
function sparingTheTarget(judged: Judged): Judged {
  const { objective, estimate, decision } = judged;
  const { slo, measured } = objective;
  if (decision.status !== 'broken' || !('limitUs' in slo.limit)) return judged;
  const lateUs = addedUs(offerFigures(measured));
  if ((estimate.low ?? 0) - lateUs > slo.limit.limitUs || isSlowAllTheSame(objective)) return judged;
  const observed = valueText(slo.limit, estimate.observed ?? NaN);
  const reason = `${sloText(slo)} is not kept at ${observed}, but the generator itself was late by up to ${latencyText(lateUs)}`;
  return { ...judged, decision: { status: 'undecided', reason, neededSamples: null, isLateness: true } };
}
