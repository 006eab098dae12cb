import { z } from 'zod';
import { DEFAULT_SEARCH } from '../load/capacity/search-settings.ts';
import { DEFAULT_CAPACITY } from '../scenario/load/capacity-plan.ts';
import { duration, type OptionRow, perSecond } from './option-values.ts';

/** Most replicas a run brings up: as many as a small machine carries. */
export const MOST_REPLICAS = 16;
const COUNTS_FORM = `must be numbers of replicas from 1 to ${MOST_REPLICAS}, as 1..4, or 1,2,4`;
const QUOTA_FORM = 'must be a number of cores for each replica, as 0.25; none; or auto';

const isCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= MOST_REPLICAS;

/** The numbers of replicas that `1..4`, `1,2,4` or `3` stand for, in order and each once; null when it stands for none. */
export function countsOf(given: string): readonly [number, ...number[]] | null {
  const [, from, to] = /^(\d+)\.\.(\d+)$/u.exec(given) ?? [];
  const counts =
    from === undefined
      ? given.split(',').map(Number)
      : Array.from(
          { length: Math.min(Number(to), MOST_REPLICAS + 1) - Number(from) + 1 },
          (_, at) => Number(from) + at,
        );
  const [first, ...rest] = [...new Set(counts)].toSorted((one, other) => one - other);
  return first !== undefined && counts.every(isCount) ? [first, ...rest] : null;
}

const counts = z.union([z.string(), z.number()]).transform((given, context) => {
  if (countsOf(String(given)) !== null) return String(given);
  context.addIssue(COUNTS_FORM);
  return z.NEVER;
});

const quota = z.union([z.string(), z.number()]).transform((given, context) => {
  const word = String(given);
  if (word === 'auto' || word === 'none' || (Number(word) >= 0.01 && Number(word) <= 64)) return word;
  context.addIssue(QUOTA_FORM);
  return z.NEVER;
});

/** What is searched, and within what. */
export const CAPACITY_OPTIONS = {
  replicaCounts: {
    flag: '--replicas <n..m>',
    help: 'the numbers of replicas to measure: 1..4, or 1,2,4',
    schema: counts.default('1..4'),
    fallback: '1..4',
  },
  plannedRate: {
    flag: '--for <rate>',
    help: 'the rate that is planned for, as 3000rps: how many replicas does it take?',
    schema: perSecond.nullable().default(null),
  },
  quota: {
    flag: '--quota <cores>',
    help: 'processor time of each replica (docker driver): a number of cores; none; auto, so little that all replicas together leave four fifths of the machine to the rest',
    schema: quota.default('auto'),
    fallback: 'auto',
  },
  trial: {
    flag: '--trial <time>',
    help: 'how long each rate is tried, the warm-up included',
    schema: duration.default(DEFAULT_CAPACITY.trialMs),
    unit: 'ms',
    fallback: '12s',
  },
  startRate: {
    flag: '--start-rate <rate>',
    help: 'the first rate that is tried, as 100rps',
    schema: perSecond.default(DEFAULT_SEARCH.startPerSecond),
    fallback: `${DEFAULT_SEARCH.startPerSecond}rps`,
  },
  maxRate: {
    flag: '--max-rate <rate>',
    help: 'no higher rate is tried, as 20000rps',
    schema: perSecond.default(DEFAULT_SEARCH.ceilingPerSecond),
    fallback: `${DEFAULT_SEARCH.ceilingPerSecond}rps`,
  },
} as const satisfies Readonly<Record<string, OptionRow>>;
