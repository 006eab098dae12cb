import type { RecordedOperation } from '../../history/recorded.ts';
import type { Judging, Model } from '../model.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import { type Judgement, verdictOf } from '../verdict.ts';
import type { CounterAdd, CounterLook } from './counter-history.ts';
import { findingsIn, named, violationsOf, type Wording } from './finding.ts';
import { type CounterClash, decideGrowOnlyCounter, isDecidedExactly } from './grow-only-counter.ts';
import { isFiniteNumber } from './scalar.ts';

/**
 * A counter that only grows, from 0: `add` (input: a whole amount, 0 or more; output: the new value if it is a number) and
 * `read` (output: the value, a number); a key is a counter. Adds of a history in which each answer repeats the amount, as
 * Jepsen's do, are taken to say nothing of the value.
 */
export const growOnlyCounter = (): Model => ({
  name: 'grow-only-counter',
  claim:
    'Each key is one counter: every read shows all adds before it, and only adds that began (linearizable).',
  begin,
});

/** One counter while its history is read. */
interface Gathered {
  readonly adds: (CounterAdd & { total: number | null })[];
  readonly reads: CounterLook[];
  sum: number;
}

function begin(): Judging {
  const counters = new Map<string, Gathered>();
  return {
    take: (op) => {
      if (op.f === 'add') noteAdd(counterOf(counters, op.key), op);
      else if (op.f !== 'read') passOver(op, 'add and read');
      else if (op.outcome === 'ok') noteRead(counterOf(counters, op.key), op);
    },
    conclude: () => judge(counters),
  };
}

function counterOf(counters: Map<string, Gathered>, key: string): Gathered {
  const known = counters.get(key);
  if (known) return known;
  const gathered = { adds: [], reads: [], sum: 0 };
  counters.set(key, gathered);
  return gathered;
}

function noteAdd(counter: Gathered, op: RecordedOperation): void {
  const { input: amount, output, index, invokedNs, completedNs, outcome, replica } = op;
  if (!isFiniteNumber(amount) || !Number.isSafeInteger(amount) || amount < 0)
    throw wrongValue(op, 'a whole amount, 0 or more');
  if (outcome === 'fail') return;
  counter.sum += amount;
  if (!Number.isSafeInteger(counter.sum))
    throw wrongValue(op, 'an amount with which the sum can still be counted exactly');
  const isOk = outcome === 'ok';
  const total = isOk && isFiniteNumber(output) ? output : null;
  counter.adds.push({ index, amount, invokedNs, completedNs: isOk ? completedNs : null, total, replica });
}

function noteRead(counter: Gathered, op: RecordedOperation): void {
  const { output: value, index, invokedNs, completedNs, replica } = op;
  if (!isFiniteNumber(value)) throw wrongValue(op, 'the number it read');
  counter.reads.push({ index, before: value, after: value, invokedNs, completedNs, replica });
}

function judge(counters: ReadonlyMap<string, Gathered>): Judgement {
  const gathered = [...counters.values()];
  const isEcho = gathered.every(({ adds }) =>
    adds.every(({ total, amount }) => (total ?? amount) === amount),
  );
  if (isEcho) for (const { adds } of gathered) for (const add of adds) add.total = null;
  const findings = findingsIn(counters, decideGrowOnlyCounter);
  const looks = gathered.reduce((sum, { adds, reads }) => sum + reads.length + adds.filter(isTold).length, 0);
  const bounded = gathered.filter((counter) => !isDecidedExactly(counter)).length;
  const how =
    bounded === 0
      ? 'decided exactly'
      : `bounds only for ${bounded} of them, whose amounts differ: what they refute is wrong, but not all wrong is refuted`;
  return {
    verdict: verdictOf(violationsOf(findings, word), looks, 'no value was read'),
    summary: `${looks} values of ${counters.size} counters, ${how}`,
    evidence: [],
  };
}

const isTold = ({ total }: CounterAdd): boolean => total !== null;

function word({ anomaly, look }: CounterClash): Wording {
  const it = `operation ${look.index}${named(look.replica)} saw ${look.after}`;
  switch (anomaly) {
    case 'phantom':
      return {
        message: `${it}, which is no sum of amounts`,
        cause: 'the value is corrupt, or of another key',
      };
    case 'over-count':
      return {
        message: `${it}, more than all adds begun by then explain`,
        cause: 'an add was applied again when it was retried or replayed',
      };
    case 'lost-update':
      return {
        message: `${it}, less than was acknowledged before it began, and no later read shows as much`,
        cause:
          'adds were acknowledged before they were safe, or two adds read the same value and wrote over each other',
      };
    case 'stale-read':
      return {
        message: `${it}, less than was acknowledged before it began, though other reads show as much`,
        cause: 'the replica answered from a copy (a cache, a lagging follower) that had not seen the adds',
      };
    case 'non-monotonic-read':
      return {
        message: `${it}, less than a read that ended before it began`,
        cause: 'replicas are not equally far: a later read met one that lags',
      };
  }
}
