import type { RecordedOperation } from '../../../history/recorded.ts';
import type { Limits, Model } from '../../model.ts';
import type { Judgement } from '../../verdict.ts';

/** What a test says of an operation: who, what and when; what it leaves out is nothing. */
export type Said = Partial<RecordedOperation> & Pick<RecordedOperation, 'f'>;

/** One operation an instant after the other, unless it says when it ran. */
const inTurn = (said: readonly Said[]): RecordedOperation[] =>
  said.map((operation, index) => ({
    index,
    process: index,
    key: '',
    input: null,
    output: operation.input ?? null,
    invokedNs: 10 * index,
    completedNs: 10 * index + 5,
    outcome: 'ok',
    replica: null,
    ...operation,
  }));

const NO_LIMITS: Limits = { isOver: () => false, memoryBytes: Infinity };

/** What a model says of some operations. */
export function judged(model: Model, said: readonly Said[], limits: Limits = NO_LIMITS): Judgement {
  const judging = model.begin();
  for (const operation of inTurn(said)) judging.take(operation);
  return judging.conclude(limits);
}
