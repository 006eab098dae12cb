import { countAbove } from '../../load/buckets.ts';
import { type Slo, sloText } from '../../load/slo/slo.ts';
import { throughput } from './throughput.ts';
import { conclude } from '../conclusion.ts';
import type { Check, History } from '../check.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { culpritOf } from './culprit.ts';
import { judgeLoad } from './judge-load.ts';
import { loadCharts } from './load-charts.ts';
import type { Judged } from './decision.ts';
import { intervalText, limitOf, thousands, valueText } from './figures.ts';
import { type Cell, type MeasuredLoad, measuredLoads } from './measured-load.ts';
import { cellsOf } from './seconds.ts';
import { latencyTable, sloTable } from './slo-evidence.ts';

/** Every load kept its objectives: each is judged by its 95 % interval, and what that leaves open is unknown. */
export const sloHolds = (): Check => ({
  name: 'slo-holds',
  claim: 'Under load every objective is kept, beyond what chance explains.',
  judge,
});

function judge(history: History): Judgement {
  const loads = measuredLoads(history);
  // Where something recorded cannot be used, what is left could say anything.
  const usable = loads.filter(({ defects }) => defects.length === 0);
  const judged = usable.flatMap((measured) => judgeLoad(measured));
  const found = conclude({
    violations: judged.filter(({ decision }) => decision.status === 'broken').map(violationOf),
    gaps: [...gapsOf(loads), ...judged.flatMap(reasonsOf)],
    examined: judged.length,
    summary: [...loads.filter(({ load }) => load.closed).map(throughput), summaryOf(judged)].join(', '),
    evidence: judged.length === 0 ? [] : [sloTable(judged)],
  });
  return {
    ...found,
    evidence: [...found.evidence, ...loads.flatMap((load) => [latencyTable(load), ...loadCharts(load)])],
  };
}

/** What keeps it from being judged at all. */
function gapsOf(loads: readonly MeasuredLoad[]): string[] {
  if (loads.length === 0) return ['no load was offered'];
  if (loads.every(({ load }) => load.slos.length === 0)) return ['no objective was given'];
  const nobody = loads.filter(({ replicas, slos }) => replicas.length === 0 && slos.some(isOfEach));
  return [
    ...loads.flatMap(({ defects }) => defects.slice(0, 1)),
    ...nobody.map(({ load }) => `nobody says which replicas there are under ${load.load}`),
  ];
}

const isOfEach = ({ replica }: Slo): boolean => replica.kind === 'each';

const reasonsOf = ({ decision }: Judged): string[] =>
  decision.status === 'undecided' ? [decision.reason] : [];

function violationOf(judged: Judged): Violation {
  const { objective, estimate } = judged;
  const { slo, measured } = objective;
  const culprit = culpritOf(judged);
  const interval = intervalText(slo.limit, estimate.low, estimate.high);
  const observed = valueText(slo.limit, estimate.observed ?? NaN);
  return {
    anomaly: 'slo-broken',
    message:
      `${sloText(slo)} is broken: ${observed} (95 % interval ${interval}) ` +
      `over ${thousands(estimate.samples)} ${sampleNoun(slo)} of ${measured.load.load}.`,
    operations: worstCells(judged).map(({ index }) => index),
    culprits: culprit === null ? [] : [culprit.name],
    cause: culprit?.isAlone ? `${culprit.name} alone is beyond the limit; each other replica keeps it` : null,
  };
}

const sampleNoun = ({ limit }: Slo): string => (limit.kind === 'errors' ? 'requests' : 'right answers');

const CELLS_SHOWN = 3;

/** Where it was worst: most answers beyond the limit, or most wrong ones. */
function worstCells({ objective }: Judged): Cell[] {
  const { limit } = objective.slo;
  const isOfLatency = limit.kind !== 'errors' && limit.kind !== 'rate';
  const badness = ({ right, count }: Cell): number => {
    if (!isOfLatency) return right === null ? count : 0;
    return right === null ? 0 : countAbove(right.fromDue, limitOf(limit));
  };
  return cellsOf(objective)
    .map((cell) => ({ cell, bad: badness(cell) }))
    .filter(({ bad }) => bad > 0)
    .toSorted((a, b) => b.bad - a.bad)
    .slice(0, CELLS_SHOWN)
    .map(({ cell }) => cell);
}

function summaryOf(judged: readonly Judged[]): string {
  if (judged.length === 0) return 'no objective was judged';
  return judged
    .map(({ objective: { slo }, estimate: { observed, low, high }, decision }) => {
      const what = `${sloText(slo)} ${decision.status} at`;
      if (observed === null) return `${what} nothing`;
      return `${what} ${valueText(slo.limit, observed)} (${intervalText(slo.limit, low, high)})`;
    })
    .join(', ');
}
