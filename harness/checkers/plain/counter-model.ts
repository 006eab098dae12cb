import type { RecordedOperation } from '../../history/recorded.ts';
import type { Judging, Model } from '../model.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import { type Judgement, verdictOf } from '../verdict.ts';
import { CounterLog } from './counter-log.ts';
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

/** Counters while their history is read: the sums of what may have been added tell whether these can be counted. */
interface Gathered {
  readonly log: CounterLog;
  readonly sums: Map<string, number>;
}

function begin(): Judging {
  const gathered: Gathered = { log: new CounterLog(), sums: new Map() };
  return {
    take: (op) => {
      if (op.f === 'add') noteAdd(gathered, op);
      else if (op.f !== 'read') passOver(op, 'add and read');
      else if (op.outcome === 'ok') noteRead(gathered, op);
    },
    conclude: () => judge(gathered.log),
  };
}

function noteAdd({ log, sums }: Gathered, op: RecordedOperation): void {
  const { key, input: amount, output, outcome } = op;
  if (!isFiniteNumber(amount) || !Number.isSafeInteger(amount) || amount < 0)
    throw wrongValue(op, 'a whole amount, 0 or more');
  if (outcome === 'fail') return log.noteFailure(op);
  const sum = (sums.get(key) ?? 0) + amount;
  if (!Number.isSafeInteger(sum))
    throw wrongValue(op, 'an amount with which the sum can still be counted exactly');
  sums.set(key, sum);
  log.noteAdd(op, amount, outcome === 'ok' && isFiniteNumber(output) ? output : null);
}

function noteRead({ log }: Gathered, op: RecordedOperation): void {
  if (!isFiniteNumber(op.output)) throw wrongValue(op, 'the number it read');
  log.noteRead(op, op.output);
}

function judge(log: CounterLog): Judgement {
  const counters = log.counters();
  const { looks } = log;
  const findings = findingsIn(counters, decideGrowOnlyCounter);
  const bounded = [...counters.values()].filter((counter) => !isDecidedExactly(counter)).length;
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
