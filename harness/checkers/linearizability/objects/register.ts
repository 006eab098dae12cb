import type { RecordedOperation } from '../../../history/recorded.ts';
import { passOver, textOf, wrongValue } from '../../recorded-value.ts';
import type { ObjectType } from '../object.ts';
import { diagnoseRegister } from './register-anomalies.ts';

/** What a register holds: any JSON value, as text; `null` before the first write. */
export type Text = string;

/** One call to a register. An unanswered read has no effect, and does not occur. */
export type RegisterAction =
  | { readonly f: 'write'; readonly value: Text }
  | { readonly f: 'read'; readonly value: Text }
  /** `done` is null when nobody knows: it may have been refused. */
  | { readonly f: 'cas'; readonly from: Text; readonly to: Text; readonly done: boolean | null };

/**
 * A register with compare-and-set, at first null, which means: never written. A refused cas is an answer: the register did not
 * hold `from`.
 */
export const casRegister: ObjectType<Text, RegisterAction> = {
  name: 'cas-register',
  noun: 'register',
  initial: 'null',
  step: (held, action) => {
    switch (action.f) {
      case 'write':
        return action.value;
      case 'read':
        return action.value === held ? held : undefined;
      case 'cas':
        if (action.done !== null && action.done !== (held === action.from)) return undefined;
        return held === action.from ? action.to : held;
    }
  },
  isRead: (action) => action.f === 'read' || (action.f === 'cas' && action.done === false),
  stateKey: (held) => held,
  actionKey: (action) => textOf(Object.values(action)),
  parse,
  unanswered: (action) =>
    action.f === 'read' ? null : action.f === 'cas' ? { ...action, done: null } : action,
  isEvidence: (action) => action.f !== 'write',
  tell: (action) => {
    if (action.f !== 'cas') return `${action.f} ${action.value}`;
    return `${action.done === false ? 'refused ' : ''}cas ${action.from} → ${action.to}`;
  },
  diagnose: diagnoseRegister,
  values: (action) => {
    if (action.f !== 'cas') return [action.value];
    return action.done === false ? null : [action.from, action.to];
  },
  things: null,
};

function parse(op: RecordedOperation): RegisterAction | null {
  const { f, input, output, outcome } = op;
  switch (f) {
    case 'write':
      return outcome === 'fail' ? null : { f, value: textOf(input) };
    case 'read':
      return outcome === 'ok' ? { f, value: textOf(output) } : null;
    case 'cas': {
      if (!Array.isArray(input) || input.length !== 2) throw wrongValue(op, 'a pair [expected, new]');
      // A refusal repeats what was asked; anything else in its place is an error, and says nothing of the register.
      if (outcome === 'fail' && textOf(output) !== textOf(input)) return null;
      const done = outcome === 'info' ? null : outcome === 'ok';
      return { f, from: textOf(input[0]), to: textOf(input[1]), done };
    }
    default:
      return passOver(op, 'read, write and cas');
  }
}
