import { sloText } from '../../load/slo/slo.ts';
import type { History } from '../check.ts';
import { judgeLoad } from './judge-load.ts';
import { type MeasuredLoad, measuredLoads } from './measured-load.ts';

/** It is looked for again and again, and each look is a chance to be wrong. */
const CONFIDENCE = 0.999;

/** The objectives of a load that is still offered which are broken by its first `seconds`; null when none is. */
export function brokenSoFar(history: History, name: string, seconds: number): string | null {
  const measured = measuredLoads(history).find(({ load }) => load.load === name);
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
