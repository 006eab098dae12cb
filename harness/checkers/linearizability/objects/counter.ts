import type { RecordedOperation } from '../../../history/recorded.ts';
import { passOver, wrongValue } from '../../recorded-value.ts';
import type { Diagnosis, ObjectType, ObservedCall } from '../object.ts';

/** One call to a counter; an `add` may be negative. */
export interface CounterAction {
  readonly f: 'add' | 'read';
  readonly amount: number;
}

/** A counter, at first 0. */
export const counter: ObjectType<number, CounterAction> = {
  name: 'counter',
  noun: 'counter',
  initial: 0,
  step: (sum, { f, amount }) => {
    if (f === 'add') return sum + amount;
    return sum === amount ? sum : undefined;
  },
  isRead: ({ f }) => f === 'read',
  growth: {
    hasPassed: (sum, { amount }) => amount < sum,
    resets: ({ f, amount }) => f === 'add' && amount < 0,
  },
  stateKey: String,
  actionKey: ({ f, amount }) => `${f} ${amount}`,
  parse: (op) => {
    const { f, input, output, outcome } = op;
    if (f === 'add') return outcome === 'fail' ? null : { f, amount: whole(op, input) };
    if (f === 'read') return outcome === 'ok' ? { f, amount: whole(op, output) } : null;
    return passOver(op, 'add and read');
  },
  unanswered: (action) => (action.f === 'read' ? null : action),
  isEvidence: ({ f }) => f === 'read',
  tell: ({ f, amount }) => `${f} ${amount}`,
  diagnose,
  values: null,
  things: null,
};

function whole(op: RecordedOperation, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw wrongValue(op, 'a whole number');
}

type CounterCall = ObservedCall<CounterAction>;

/** A read outside the least and the most that the adds begun and ended around it can sum up to. */
function diagnose(calls: readonly CounterCall[]): Diagnosis<CounterAction> | null {
  const adds = calls.filter(({ action }) => action.f === 'add');
  for (const read of calls.filter(({ action }) => action.f === 'read')) {
    const sure = sum(adds.filter(({ completedNs }) => completedNs < read.invokedNs));
    const open = adds.filter((add) => add.completedNs >= read.invokedNs && add.invokedNs <= read.completedNs);
    const least = sure + sum(open.filter(({ action }) => action.amount < 0));
    const most = sure + sum(open.filter(({ action }) => action.amount > 0));
    if (read.action.amount >= least && read.action.amount <= most) continue;
    const isLow = read.action.amount < least;
    return {
      anomaly: isLow ? 'lost-update' : 'over-count',
      message: `${read.action.amount} was read where only ${least} to ${most} is possible`,
      calls: [read],
      cause: isLow
        ? 'an acknowledged increment was lost, or the replica that answered had not seen it: the counter is read and written back, not incremented atomically'
        : 'an increment was counted more than once, as by a retry',
    };
  }
  return null;
}

const sum = (calls: readonly CounterCall[]): number =>
  calls.reduce((total, { action }) => total + action.amount, 0);
