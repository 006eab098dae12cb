import { counted } from '../phrases.ts';
import { thousands } from './figures.ts';
import type { MeasuredLoad } from './measured-load.ts';

/** As much as was answered of a closed loop, by seconds that were whole. */
export function throughput({ load, offers, seconds: { wholeBefore } }: MeasuredLoad): string {
  const whole = offers.filter(({ second }) => second < wholeBefore);
  if (whole.length === 0) return 'no whole second was recorded';
  const answered = whole.reduce((sum, offer) => sum + offer.answered, 0);
  return `${thousands(Math.round(answered / whole.length))} a second were answered on ${counted(load.connections, 'connection')}`;
}
