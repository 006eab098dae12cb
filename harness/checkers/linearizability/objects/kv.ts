import type { RecordedOperation } from '../../../history/recorded.ts';
import { passOver, wrongValue } from '../../recorded-value.ts';
import { diagnoseKv } from './kv-anomalies.ts';
import type { ObjectType } from '../object.ts';

/** One call to one key of a store of texts, at first empty. */
export type KvAction =
  | { readonly f: 'get'; readonly value: string }
  | { readonly f: 'put'; readonly value: string }
  /** Adds to the end of the text. */
  | { readonly f: 'append'; readonly value: string };

/** One key of a key–value store; keys are independent. */
export const kv: ObjectType<string, KvAction> = {
  name: 'kv',
  noun: 'key',
  initial: '',
  step: (held, { f, value }) => {
    switch (f) {
      case 'get':
        return value === held ? held : undefined;
      case 'put':
        return value;
      case 'append':
        return held + value;
    }
  },
  isRead: ({ f }) => f === 'get',
  growth: {
    hasPassed: (held, { value }) => !value.startsWith(held),
    resets: ({ f }) => f === 'put',
  },
  stateKey: (held) => held,
  actionKey: ({ f, value }) => `${f} ${value}`,
  parse,
  unanswered: (action) => (action.f === 'get' ? null : action),
  isEvidence: ({ f }) => f === 'get',
  tell: ({ f, value }) => `${f} ${JSON.stringify(value)}`,
  diagnose: diagnoseKv,
  values: null,
  things: null,
};

function parse(op: RecordedOperation): KvAction | null {
  const { f, input, output, outcome } = op;
  switch (f) {
    case 'get':
      return outcome === 'ok' ? { f, value: text(op, output ?? '') } : null;
    case 'put':
    case 'append':
      return outcome === 'fail' ? null : { f, value: text(op, input) };
    default:
      return passOver(op, 'get, put and append');
  }
}

function text(op: RecordedOperation, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw wrongValue(op, 'a text');
}
