import { sloText } from '../../load/slo/slo.ts';
import type { History } from '../check.ts';
import { judgeLoad } from './judge-load.ts';
import { type MeasuredLoad, measuredLoads } from './measured-load.ts';

/** It is looked for again and again, and each look is a chance to be wrong. */
const CONFIDENCE = 0.999;

/** A load that is not over yet, of which so many seconds are recorded. */
interface StillOffered {
  readonly stage: string;
  readonly load: string;
  readonly seconds: number;
}

/** The objectives of a load that are broken already; null when none is. */
export function brokenSoFar(history: History, { stage, load, seconds }: StillOffered): string | null {
  const measured = measuredLoads(history).find((one) => one.stage === stage && one.load.load === load);
  if (measured === undefined) return null;
  const broken = judgeLoad(firstOf(measured, seconds), CONFIDENCE).filter(
    ({ decision }) => decision.status === 'broken',
  );
  return broken.map(({ objective }) => sloText(objective.slo)).join(' and ') || null;
}

const firstOf = (measured: MeasuredLoad, before: number): MeasuredLoad => ({
  ...measured,
  seconds: { ...measured.seconds, before, wholeBefore: before },
});
