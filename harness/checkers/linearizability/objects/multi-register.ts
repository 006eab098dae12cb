import type { RecordedOperation } from '../../../history/recorded.ts';
import { passOver, textOf, wrongValue } from '../../recorded-value.ts';
import type { Diagnosis, ObjectType, ObservedCall } from '../object.ts';
import type { RegisterAction, Text } from './register.ts';
import { diagnoseRegister } from './register-anomalies.ts';

/** One step of a transaction. A read's value is null when its answer is not known. */
interface MicroAction {
  readonly f: 'r' | 'w';
  readonly key: string;
  readonly value: Text | null;
}

/** One transaction over several registers: its steps take effect in their order, at one instant. */
export interface TransactionAction {
  readonly steps: readonly MicroAction[];
}

type Registers = ReadonlyMap<string, Text>;

/** Several registers, at first null, that transactions read and write together. */
export const multiRegister: ObjectType<Registers, TransactionAction> = {
  name: 'multi-register',
  noun: 'set of registers',
  initial: new Map(),
  step: (held, { steps }) => {
    const next = new Map(held);
    for (const { f, key, value } of steps) {
      if (f === 'w') next.set(key, value ?? 'null');
      else if (value !== null && value !== (next.get(key) ?? 'null')) return undefined;
    }
    return next;
  },
  isRead: ({ steps }) => steps.every(({ f }) => f === 'r'),
  stateKey: (held) => textOf([...held].sort(([a], [b]) => (a < b ? -1 : 1))),
  actionKey: ({ steps }) => textOf(steps.map(({ f, key, value }) => [f, key, value])),
  parse,
  unanswered: ({ steps }) => {
    if (steps.every(({ f }) => f === 'r')) return null;
    return { steps: steps.map((step) => (step.f === 'r' ? { ...step, value: null } : step)) };
  },
  isEvidence: ({ steps }) => steps.some(({ f, value }) => f === 'r' && value !== null),
  tell: ({ steps }) => steps.map(({ f, key, value }) => `${f} ${key} ${value ?? '?'}`).join(', '),
  diagnose,
  values: null,
  things: ({ steps }) => steps.map(({ key }) => key),
};

const NAMES: Readonly<Record<string, 'r' | 'w'>> = { r: 'r', read: 'r', w: 'w', write: 'w' };

function parse(op: RecordedOperation): TransactionAction | null {
  const { f, input, output, outcome } = op;
  if (!['txn', 'read', 'write'].includes(f)) return passOver(op, 'txn (steps [r|w, key, value])');
  if (outcome === 'fail') return null;
  const steps = stepsOf(op, outcome === 'ok' ? output : input);
  if (outcome === 'ok') return { steps };
  return multiRegister.unanswered({ steps });
}

function stepsOf(op: RecordedOperation, value: unknown): MicroAction[] {
  if (!Array.isArray(value)) throw wrongValue(op, 'a list of steps [r|w, key, value]');
  return value.map((step: unknown) => {
    const [name, key, held]: readonly unknown[] = Array.isArray(step) ? step : [];
    const f = typeof name === 'string' ? NAMES[name] : undefined;
    if (f === undefined || key === undefined) throw wrongValue(op, 'a list of steps [r|w, key, value]');
    return { f, key: textOf(key), value: textOf(held) };
  });
}

type TransactionCall = ObservedCall<TransactionAction>;

/** What one register alone shows to be wrong; what only several show together has no simpler name. */
function diagnose(
  calls: readonly TransactionCall[],
  all: readonly TransactionCall[],
): Diagnosis<TransactionAction> | null {
  const keys = new Set(calls.flatMap(({ action }) => action.steps.map(({ key }) => key)));
  for (const key of keys) {
    const found = diagnoseRegister(projected(calls, key), projected(all, key));
    if (!found) continue;
    const original = new Map(all.map((call) => [call.index, call]));
    const [last, ...others] = found.calls.toReversed().flatMap(({ index }) => original.get(index) ?? []);
    if (last)
      return {
        ...found,
        message: `${found.message} (register ${key})`,
        calls: [...others.toReversed(), last],
      };
  }
  return null;
}

const projected = (calls: readonly TransactionCall[], key: string): ObservedCall<RegisterAction>[] =>
  calls.flatMap((call) => {
    const action = projection(call.action, key);
    return action === null ? [] : [{ ...call, action }];
  });

/** What a transaction does to one register: what it finds there first, and what it leaves. */
function projection({ steps }: TransactionAction, key: string): RegisterAction | null {
  const own = steps.filter((step) => step.key === key);
  const written = own.findLast(({ f }) => f === 'w')?.value ?? null;
  const found = own[0]?.f === 'r' ? own[0].value : null;
  if (written === null) return found === null ? null : { f: 'read', value: found };
  return found === null ? { f: 'write', value: written } : { f: 'cas', from: found, to: written, done: true };
}
