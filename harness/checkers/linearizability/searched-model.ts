import type { RecordedOperation } from '../../history/recorded.ts';
import type { Judging, Limits, Model } from '../model.ts';
import type { Judgement } from '../verdict.ts';
import { componentsOf } from './components.ts';
import { refutation, undecided } from './refutation.ts';
import { decideLinearizability } from './linearizability.ts';
import type { ObjectType, ObservedCall, Part } from './object.ts';

/** The model of a history whose parts are each one object of a type: judged by search. */
export function searchedModel<State, Action>(object: ObjectType<State, Action>): Model {
  return {
    name: object.name,
    claim: `Each ${object.noun} behaves as if its operations took effect one at a time, each between its begin and its end.`,
    begin: () => judging(object),
  };
}

function judging<State, Action>(object: ObjectType<State, Action>): Judging {
  const byKey = new Map<string, ObservedCall<Action>[]>();
  return {
    take: (op) => {
      const action = object.parse(op);
      if (action === null) return;
      const calls = byKey.get(op.key);
      const call = callOf(op, action);
      if (calls) calls.push(call);
      else byKey.set(op.key, [call]);
    },
    conclude: (limits) => judge(object, partsOf(object, byKey), limits),
  };
}

function callOf<Action>(op: RecordedOperation, action: Action): ObservedCall<Action> {
  const { index, invokedNs, completedNs, outcome, replica } = op;
  return { index, invokedNs, completedNs: outcome === 'info' ? Infinity : completedNs, action, replica };
}

function partsOf<State, Action>(
  { things }: ObjectType<State, Action>,
  byKey: ReadonlyMap<string, readonly ObservedCall<Action>[]>,
): Part<Action>[] {
  const parts = [...byKey].map(([key, calls]) => ({ key, calls }));
  if (things === null) return parts;
  return parts.flatMap(({ key, calls }) =>
    componentsOf(calls, ({ action }) => things(action)).map((component) => ({ key, calls: component })),
  );
}

function judge<State, Action>(
  object: ObjectType<State, Action>,
  parts: readonly Part<Action>[],
  limits: Limits,
): Judgement {
  const examined = sum(
    parts.map(
      ({ calls }) =>
        calls.filter(({ action, completedNs }) => completedNs !== Infinity && object.isEvidence(action))
          .length,
    ),
  );
  const summary = `${examined} ${examined === 1 ? 'answer' : 'answers'} of ${parts.length} ${parts.length === 1 ? 'part' : 'parts'} examined`;
  if (examined === 0) {
    const reason = 'no operation was answered that says what was there';
    return { verdict: { status: 'unknown', reason }, summary, evidence: [] };
  }
  const decision = decideLinearizability(
    object,
    parts.map(({ calls }) => calls),
    limits,
  );
  if (decision.status === 'linearizable')
    return { verdict: { status: 'valid', examined }, summary, evidence: [] };
  const part = parts[decision.partition] ?? { key: '', calls: [] };
  if (decision.status === 'undecided') return undecided(object, part, decision);
  return refutation(object, part, limits);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
