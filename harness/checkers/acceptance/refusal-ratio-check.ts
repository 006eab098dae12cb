import type { Check } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { balancerRatio, ratioSentence } from './balancer-ratio.ts';
import { conclude } from '../conclusion.ts';
import { readLedger } from '../auth/ledger.ts';
import type { Ledger } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { percent } from '../phrases.ts';
import { liveProbes } from './spurious.ts';

/** The stage with one odd replica, and from how many calls on the share is evidence. */
export interface RefusalRatioOptions {
  readonly stage: string;
  readonly minimumCalls?: number;
}

/** Behind round robin, one odd replica of N refuses 2(N-1)/N² of the calls (docs/algorithms.md 8). */
export function refusalRatioFits({ stage, minimumCalls = 100 }: RefusalRatioOptions): Check {
  return {
    name: 'refusal-ratio-fits',
    claim: 'The share of refused calls through the balancer is what one odd replica makes.',
    judge: (history) => judge(readLedger(history, { stage }), stage, minimumCalls),
  };
}

function judge(ledger: Ledger, stage: string, minimumCalls: number): Judgement {
  const replicas = ledger.replicas(stage).length;
  const live = liveProbes(ledger, readLives(ledger)).filter(({ mint }) => mint.replica !== null);
  const ratio = balancerRatio(live, replicas);
  const isOff = ratio.expected < ratio.low || ratio.expected > ratio.high;
  const summary = ratioSentence(ratio);
  const operations = live
    .filter(({ route }) => route === 'balancer')
    .slice(0, 3)
    .map(({ index }) => index);
  const violation = {
    anomaly: 'refusal-ratio-off',
    message: `${summary}: not what one odd replica of ${replicas} makes`,
    operations,
    culprits: [],
    cause: `the balancer does not spread calls evenly, or not exactly one replica differs (${percent((replicas - 1) / replicas)} is what ${replicas} different ones make)`,
  };
  const isThin = ratio.calls < minimumCalls || replicas < 2;
  const gap = `only ${ratio.calls} definite answers through the balancer over ${replicas} replicas, ${minimumCalls} over 2 or more are needed`;
  return conclude({
    violations: isOff && !isThin ? [violation] : [],
    gaps: isThin ? [gap] : [],
    examined: ratio.calls,
    summary,
  });
}
