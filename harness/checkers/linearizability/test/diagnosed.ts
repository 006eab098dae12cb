import type { RecordedOperation } from '../../../history/recorded.ts';
import type { ObjectType, ObservedCall } from '../object.ts';

/** An operation of which a test says what matters. */
export const op = (f: string, more: Partial<RecordedOperation> = {}): RecordedOperation => ({
  index: 4,
  process: 1,
  f,
  key: '',
  input: null,
  output: null,
  invokedNs: 0,
  completedNs: 1,
  outcome: 'ok',
  replica: null,
  ...more,
});
/** A call: its action, its begin and its end. */
export type Line<Action> = readonly [action: Action, invokedNs: number, completedNs: number];
/** The anomaly's name and the calls that show it, by position. */
export function diagnosed<State, Action>(
  object: ObjectType<State, Action>,
  lines: readonly Line<Action>[],
): string | null {
  const calls = lines.map(([action, invokedNs, completedNs], index): ObservedCall<Action> => ({
    index,
    action,
    invokedNs,
    completedNs,
    replica: null,
  }));
  const found = object.diagnose(calls, calls);
  return found && `${found.anomaly} ${found.calls.map(({ index }) => index).join(' ')}`;
}
