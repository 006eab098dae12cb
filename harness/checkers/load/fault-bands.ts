import { NS_PER_S } from '../../time/clock.ts';
import type { Band } from '../chart.ts';
import type { History } from '../check.ts';
import { disturbancesOf } from '../faults/disturbance.ts';
import type { MeasuredLoad } from './measured-load.ts';

/** The faults of the stage of a load, from command to verified heal, on the load's own time in seconds. */
export function faultBands(history: History, { stage, beganNs }: MeasuredLoad): Band[] {
  const placeOf = (atNs: number): number | null =>
    Number.isFinite(atNs) ? Math.max(0, (atNs - beganNs) / NS_PER_S) : null;
  return disturbancesOf(history)
    .filter((fault) => fault.stage === stage && fault.healedNs > beganNs)
    .map(({ kind, targets, commandedNs, healedNs }) => ({
      from: placeOf(commandedNs),
      to: placeOf(healedNs),
      label: `${kind} ${targets.join(', ')}`,
      tone: 'bad',
    }));
}
