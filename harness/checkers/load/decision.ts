import { type Slo, subjectText } from '../../load/slo/slo.ts';
import { counted } from '../phrases.ts';
import { type Estimate, estimateOf } from './estimate.ts';
import { intervalText, limitOf, thousands, valueText } from './figures.ts';
import type { Objective } from './objective.ts';

/** Whether an objective is kept, and what says so. */
export interface Judged {
  readonly objective: Objective;
  readonly estimate: Estimate;
  readonly decision: Decision;
}

export type Decision =
  /** The whole interval is within the limit. */
  | { readonly status: 'holds' }
  /** The whole interval is beyond it. */
  | { readonly status: 'broken' }
  /** Neither: what would decide it, in a sentence, and about how many samples that takes, where that can be said. */
  | {
      readonly status: 'undecided';
      readonly reason: string;
      readonly neededSamples: number | null;
      /** Whether it is broken by the figures, which the generator's own lateness may have made. */
      readonly isLateness: boolean;
    };

/** Judges an objective by the interval of what it is about (95 % by default), and not by what was observed alone. */
export function judgeObjective(objective: Objective, confidence?: number): Judged {
  const estimate = estimateOf(objective, confidence);
  return { objective, estimate, decision: decide(objective.slo, estimate) };
}

/** Decides by an estimate: of a limit that is to be kept from below by its upper end, and of a rate by its lower one. */
export function decide(slo: Slo, estimate: Estimate): Decision {
  const { observed, low, high } = estimate;
  const [best, worst] = isRate(slo) ? [high, low] : [low, high];
  if (observed !== null && worst !== null && isKept(slo, roomOf(slo, worst))) return { status: 'holds' };
  if (observed !== null && best !== null && !isKept(slo, roomOf(slo, best))) return { status: 'broken' };
  return undecided(slo, estimate);
}

const isKept = ({ isStrict }: Slo, room: number): boolean => (isStrict ? room > 0 : room >= 0);

const isRate = ({ limit }: Slo): boolean => limit.kind === 'rate';

/** How far a value is within the limit, in the unit of the limit. */
export const roomOf = (slo: Slo, value: number): number =>
  isRate(slo) ? value - limitOf(slo.limit) : limitOf(slo.limit) - value;

function undecided(slo: Slo, estimate: Estimate): Decision {
  const { observed, samples, seconds, leastSeconds, low, high } = estimate;
  const about = subjectText(slo);
  if (observed === null)
    return open(`nothing was measured that ${about} could be judged by`, estimate.leastSamples);
  if (seconds < leastSeconds)
    return open(
      `${about} needs ${counted(leastSeconds - seconds, 'more second')}: there are ${seconds}`,
      estimate.leastSamples,
    );
  if (samples < estimate.leastSamples)
    return open(
      `${about} needs ${thousands(estimate.leastSamples - samples)} more samples: there are ${thousands(samples)}`,
      estimate.leastSamples,
    );
  if (high === null) return open(`${about} is of answers that took longer than can be measured`, null);
  const needed = samplesNeeded(slo, estimate);
  const more = needed === null ? '' : `; about ${thousands(needed)} samples would decide it`;
  const interval = intervalText(slo.limit, low, high);
  return open(
    `${about}: the interval ${interval} contains the limit ${valueText(slo.limit, limitOf(slo.limit))}${more}`,
    needed,
  );
}

const open = (reason: string, neededSamples: number | null): Decision => ({
  status: 'undecided',
  reason,
  neededSamples,
  isLateness: false,
});

/** An interval narrows with the root of the samples: how many bring the end beyond the limit back to it, if nothing else changes. */
function samplesNeeded(slo: Slo, { observed, low, high, samples }: Estimate): number | null {
  if (observed === null || low === null || high === null) return null;
  const limit = limitOf(slo.limit);
  const end = observed < limit ? high : low;
  const factor = ((end - observed) / (limit - observed)) ** 2;
  return Number.isFinite(factor) ? Number(Math.ceil(samples * factor).toPrecision(2)) : null;
}
