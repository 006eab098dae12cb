import type { Outcome } from '../../../load/capacity/trial.ts';
import type { Judged } from '../decision.ts';
import { judgeLoad } from '../judge-load.ts';
import type { MeasuredLoad } from '../measured-load.ts';
import { isGeneratorBusy, offerFigures, offerReasons } from '../offer-rules.ts';

/** What a load showed of its rate, and by what. */
export interface JudgedTrial {
  readonly outcome: Outcome;
  readonly judged: readonly Judged[];
  /** Why the generator was the limit, or what could not be judged; empty when all is well. */
  readonly reasons: readonly string[];
}

/** Judges a load as a trial of its rate. */
export function judgeTrial(measured: MeasuredLoad): JudgedTrial {
  const judged = judgeLoad(measured);
  const offered = offerReasons(measured, offerFigures(measured));
  const open = judged.flatMap(({ decision }) => (decision.status === 'undecided' ? [decision.reason] : []));
  const outcome = outcomeOf(measured, judged, offered);
  return { outcome, judged, reasons: outcome === 'undecided' ? open : offered };
}

/** A busy generator comes first: what it measured says nothing. A broken objective explains why less was sent than was due. */
function outcomeOf(measured: MeasuredLoad, judged: readonly Judged[], offered: readonly string[]): Outcome {
  const has = (status: Judged['decision']['status']) =>
    judged.some(({ decision }) => decision.status === status);
  if (measured.defects.length > 0 || judged.length === 0) return 'undecided';
  if (isGeneratorBusy(offerFigures(measured))) return 'generator';
  if (has('broken')) return 'broken';
  const isLate = judged.some(({ decision }) => decision.status === 'undecided' && decision.isLateness);
  if (offered.length > 0 || isLate) return 'generator';
  return has('undecided') ? 'undecided' : 'held';
}
