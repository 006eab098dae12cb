import type { RecordedOperation } from '../../../history/recorded.ts';
import type { Limits, Model } from '../../model.ts';
import type { Judgement, Violation } from '../../verdict.ts';

type Written = Partial<RecordedOperation> & { readonly f: string };

/** One recorded operation: name, times in milliseconds, and what is not usual of it. */
export const op = (
  f: string,
  [from, to]: readonly [number, number],
  rest: Partial<RecordedOperation> = {},
): RecordedOperation => ({
  index: 0,
  process: 0,
  key: '',
  input: null,
  output: null,
  outcome: 'ok',
  replica: null,
  ...rest,
  ...({ f, invokedNs: from * 1e6, completedNs: to * 1e6 } satisfies Written),
});

const NO_LIMITS: Limits = { isOver: () => false, memoryBytes: Infinity };

/** Numbers the operations in the order given, and judges them. */
export function judged(
  model: Model,
  ops: readonly RecordedOperation[],
  limits: Limits = NO_LIMITS,
): Judgement {
  const judging = model.begin();
  for (const [index, one] of ops.entries()) judging.take({ ...one, index });
  return judging.conclude(limits);
}

export const statusOf = (model: Model, ops: readonly RecordedOperation[]): string =>
  judged(model, ops).verdict.status;

/** The violations found, none when it is not invalid. */
export function violationsIn(model: Model, ops: readonly RecordedOperation[]): readonly Violation[] {
  const { verdict } = judged(model, ops);
  return verdict.status === 'invalid' ? verdict.violations : [];
}
