import { wordsOfStop } from '../../../load/capacity/search-words.ts';
import { conclude } from '../../conclusion.ts';
import type { Check, History } from '../../check.ts';
import type { Judgement, Violation } from '../../verdict.ts';
import { culpritOf } from '../culprit.ts';
import { capacityCharts } from './capacity-charts.ts';
import { growthOf } from './growth.ts';
import { type JudgedSearch, searchesOf } from './searches.ts';
import { capacityTable, limitTable, scalingTable, trialTable } from './tables.ts';
import { growthSentences, rateText } from './words.ts';

/**
 * The highest rate within the objectives was found, and confirmed, for each number of replicas: unknown where it was not, whatever the
 * reason; invalid where no rate is within them.
 */
export const capacityFound = (): Check => ({
  name: 'capacity-found',
  claim: 'For each number of replicas, the highest rate that keeps the objectives is known.',
  judge,
});

function judge(history: History): Judgement {
  const searches = searchesOf(history);
  const growth = growthOf(searches);
  return conclude({
    violations: searches.flatMap(violationOf),
    gaps: searches.length === 0 ? ['no rate was tried'] : searches.flatMap(gapOf),
    examined: searches.reduce((sum, { tried }) => sum + tried.length, 0),
    summary: [...searches.map(carried), ...growthSentences(growth)].join('; ') || 'no rate was tried',
    evidence:
      searches.length === 0
        ? []
        : [
            capacityTable(searches, growth.scaling),
            limitTable(searches),
            ...scalingTable(growth.scaling),
            ...capacityCharts(searches, growth),
            trialTable(searches),
          ],
  });
}

function carried({ search: { replicas, quotaCores }, step }: JudgedSearch): string {
  const who = replicas === 1 ? '1 replica' : `${replicas} replicas`;
  const each = quotaCores === null ? '' : ` of ${quotaCores} ${quotaCores === 1 ? 'core' : 'cores'}`;
  if (step.kind === 'try') return `${who}: cut off`;
  switch (step.stop.reason) {
    case 'found':
      return `${who}${each}: ${rateText(step.stop.capacity.ratePerSecond)}`;
    case 'ceiling':
      return `${who}${each}: at least ${rateText(step.stop.atLeastPerSecond)}`;
    case 'generator':
    case 'deadline':
    case 'never-held':
    case 'unsteady':
      return `${who}${each}: not known`;
  }
}

/** Why there is no capacity to tell, where that is nobody's fault. */
function gapOf({ stage, step }: JudgedSearch): string[] {
  if (step.kind === 'try') return [`${stage}: the search was cut off`];
  const { stop } = step;
  const isTold = stop.reason === 'found' || stop.reason === 'ceiling' || stop.reason === 'never-held';
  return isTold ? [] : [`${stage}: ${wordsOfStop(stop)}`];
}

function violationOf({ stage, step, tried }: JudgedSearch): Violation[] {
  if (step.kind !== 'stop' || step.stop.reason !== 'never-held') return [];
  const lowest = tried.toSorted((one, other) => one.ratePerSecond - other.ratePerSecond)[0];
  const broken = (lowest?.judgement.judged ?? []).filter(({ decision }) => decision.status === 'broken');
  const culprits = broken.flatMap((one) => culpritOf(one)?.name ?? []);
  return [
    {
      anomaly: 'never-within-objectives',
      message: `${stage}: ${wordsOfStop(step.stop)}`,
      operations: [],
      culprits: [...new Set(culprits)],
      cause: `It is not the load: the objective breaks even at the lowest rate that tells`,
    },
  ];
}
