import { wordsOfStop } from '../../../load/capacity/search-words.ts';
import type { Scaling } from '../../../load/capacity/scaling.ts';
import { uslRate } from '../../../load/capacity/usl.ts';
import { mergeBuckets, quantileUs } from '../../../load/buckets.ts';
import type { Evidence } from '../../verdict.ts';
import { limitOfSearch, loadsOf } from './limits.ts';
import type { JudgedSearch, TriedRate } from './searches.ts';
import { betweenText, rateText } from './words.ts';

/** What each number of replicas carries. */
export const capacityTable = (searches: readonly JudgedSearch[], scaling: Scaling): Evidence => ({
  kind: 'table',
  title: 'Capacity by the number of replicas',
  columns: ['replicas', 'carry', 'broken at', 'for each', 'by the fit', 'trials'],
  rows: searches.map(({ search: { replicas }, step, tried }) => {
    const stop = step.kind === 'stop' ? step.stop : null;
    const found = stop?.reason === 'found' ? stop.capacity.ratePerSecond : null;
    const atLeast = stop?.reason === 'ceiling' ? `at least ${rateText(stop.atLeastPerSecond)}` : 'not known';
    return [
      replicas,
      found === null ? atLeast : rateText(found),
      stop?.brokenPerSecond ? rateText(stop.brokenPerSecond) : null,
      found === null ? null : rateText(found / replicas),
      scaling.kind === 'usl' ? rateText(uslRate(scaling.coefficients, replicas)) : null,
      tried.length,
    ];
  }),
});

/** What kept each number of replicas from more, and how its search ended. */
export const limitTable = (searches: readonly JudgedSearch[]): Evidence => ({
  kind: 'table',
  title: 'What the limit was',
  columns: ['replicas', 'limit', 'why'],
  rows: searches.map((judged) => {
    const { search, step } = judged;
    const limit = limitOfSearch(judged);
    const ended = step.kind === 'stop' ? wordsOfStop(step.stop) : 'The search was cut off.';
    return [search.replicas, limit?.limit ?? null, limit === null ? ended : `${ended} ${limit.why}`];
  }),
});

/** The coefficients of the growth, with what each means. */
export function scalingTable(scaling: Scaling): Evidence[] {
  if (scaling.kind === 'linear') return [];
  const { coefficients, intervals, rSquared, method } = scaling;
  const row = (name: string, value: string, interval: string, meaning: string) => [
    name,
    value,
    interval,
    meaning,
  ];
  return [
    {
      kind: 'table',
      title: 'Universal Scalability Law',
      columns: ['coefficient', 'estimate', '95 % interval', 'what it is'],
      rows: [
        row(
          'λ',
          rateText(coefficients.lambdaPerSecond),
          betweenText(intervals?.lambdaPerSecond ?? null, rateText),
          'what one replica alone carries',
        ),
        row(
          'σ',
          figure(coefficients.sigma),
          betweenText(intervals?.sigma ?? null, figure),
          'the share of the work that waits for its turn (contention)',
        ),
        row(
          'κ',
          figure(coefficients.kappa),
          betweenText(intervals?.kappa ?? null, figure),
          'what each replica spends on agreeing with each other one (coherency)',
        ),
        row('R²', rSquared === null ? 'not known' : figure(rSquared), '', method),
      ],
    },
  ];
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));

/** Every rate that was tried. */
export const trialTable = (searches: readonly JudgedSearch[]): Evidence => ({
  kind: 'table',
  title: 'Every rate that was tried',
  columns: [
    'replicas',
    'rate (1/s)',
    'to',
    'outcome',
    'right',
    'p50 (ms)',
    'p99 (ms)',
    'generator (cores)',
    'nginx (cores)',
    'redis (cores)',
    'busiest replica (cores)',
    'machine',
    'why',
  ],
  rows: searches.flatMap(({ search, replicas, tried }) => {
    const names = new Set(replicas.map(({ name }) => name));
    return tried.map((one) => trialRow(search.replicas, one, names));
  }),
});

function trialRow(replicas: number, tried: TriedRate, names: ReadonlySet<string>) {
  const { ratePerSecond, purpose, outcome, measured, judgement, used } = tried;
  const right = mergeBuckets(measured.cells.flatMap((cell) => cell.right?.fromDue ?? []));
  const loads = loadsOf(tried, names);
  const busiest = (part: string): number | null => {
    const cores = loads.filter((load) => load.part === part).map(({ coresUsed }) => coresUsed);
    return cores.length === 0 ? null : hundredths(Math.max(...cores));
  };
  const broken = judgement.judged.flatMap(({ decision, objective }) =>
    decision.status === 'broken' ? [objective.slo] : [],
  );
  return [
    replicas,
    ratePerSecond,
    purpose,
    outcome,
    right.counts.reduce((sum, count) => sum + count, 0),
    inMs(quantileUs(right, 0.5)),
    inMs(quantileUs(right, 0.99)),
    busiest('generator'),
    busiest('nginx'),
    busiest('redis'),
    busiest('replicas'),
    used.machine === null ? null : `${Math.round(100 * used.machine.share)} %`,
    outcome === 'broken' ? brokenText(broken.length) : judgement.reasons.join('; ') || null,
  ];
}

const brokenText = (count: number): string =>
  count === 1 ? 'an objective broke' : `${count} objectives broke`;
const hundredths = (value: number): number => Math.round(100 * value) / 100;
const inMs = (us: number | null): number | null => (us === null ? null : Number((us / 1000).toPrecision(4)));
