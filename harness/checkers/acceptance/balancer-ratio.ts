import type { Probe } from '../auth/ledger.ts';
import { oddOneRatio } from './matrix.ts';
import { percent } from '../phrases.ts';
import { shareInterval } from '../../load/statistics/share-interval.ts';

/** How many calls through the balancer were refused, beside what one odd replica of N would make. */
export interface BalancerRatio {
  readonly refused: number;
  readonly calls: number;
  readonly share: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** The share of refusals among definite answers through the balancer, with its 99 % Clopper–Pearson interval. */
export function balancerRatio(live: readonly Probe[], replicas: number): BalancerRatio {
  const definite = live.filter(({ route, answer }) => route === 'balancer' && answer !== 'other');
  const calls = definite.length;
  const refused = definite.filter(({ answer }) => answer === 'refused').length;
  const [low, high] = calls === 0 ? [0, 1] : shareInterval(refused, calls, 0.99);
  return {
    refused,
    calls,
    share: calls === 0 ? 0 : refused / calls,
    expected: oddOneRatio(replicas),
    low,
    high,
  };
}

/** `44.4 % of 270 calls refused, expected 44.4 % (99 % interval 36.6–52.5 %)`. */
export function ratioSentence({ share, calls, expected, low, high }: BalancerRatio): string {
  const range = `${Number((low * 100).toFixed(1))}–${percent(high)}`;
  return `${percent(share)} of ${calls} calls refused, expected ${percent(expected)} (99 % interval ${range})`;
}
