import type { Interval } from '../../../load/capacity/interval.ts';
import type { ReplicasNeeded } from '../../../load/capacity/planning.ts';
import { thousands } from '../figures.ts';
import type { Growth } from './growth.ts';

/** A rate as people write it: `1,240/s`. */
export const rateText = (perSecond: number): string =>
  `${perSecond >= 100 ? thousands(perSecond) : Number(perSecond.toPrecision(3))}/s`;

/** Both ends of an interval, in the form of one. */
export const betweenText = (interval: Interval | null, text: (value: number) => string): string =>
  interval === null ? 'not known' : `${text(interval.low)} to ${text(interval.high)}`;

/** What the points tell beside themselves: the rate that is planned for, and what the next replica would buy; a sentence each. */
export function growthSentences({ needed, next, scaling }: Growth): string[] {
  const sentences = needed === null ? [] : [neededText(needed.perSecond, needed.replicas)];
  if (next !== null)
    sentences.push(
      `replica ${next.after + 1} would buy ${signed(next.gain.perSecond)} (${betweenText(next.gain.perSecondInterval, signed)})`,
    );
  if (scaling.kind === 'usl' && scaling.peakReplicas !== null)
    sentences.push(`beyond ${Math.round(scaling.peakReplicas)} replicas more of them carry less`);
  return sentences;
}

const signed = (perSecond: number): string => `${perSecond < 0 ? '−' : '+'}${rateText(Math.abs(perSecond))}`;

function neededText(perSecond: number, needed: ReplicasNeeded): string {
  const rate = rateText(perSecond);
  switch (needed.kind) {
    case 'unknown':
      return `how many replicas ${rate} takes is unknown`;
    case 'at-least':
      return `${rate} takes at least ${needed.replicas} replicas, if nothing is lost to growth`;
    case 'estimate': {
      const { interval } = needed;
      const range =
        interval === null || interval.low === interval.high
          ? ''
          : ` (${interval.low}${interval.high === 'never' ? ', or more than there can be' : ` to ${interval.high}`})`;
      if (needed.replicas === 'never') return `no number of replicas carries ${rate}${range}`;
      return `${rate} takes ${needed.replicas === 1 ? '1 replica' : `${needed.replicas} replicas`}${range}`;
    }
  }
}
