import type { RecordedOperation } from '../../../history/recorded.ts';
import type { Judgement } from '../../verdict.ts';
import type { Model } from '../../model.ts';

/** One request as another program records it: `{from, to}` in milliseconds. */
export const request = (
  fromMs: number,
  toMs: number,
  over: Partial<RecordedOperation> = {},
): RecordedOperation => ({
  index: 0,
  process: 0,
  f: 'request',
  key: '',
  input: null,
  output: true,
  invokedNs: fromMs * 1e6,
  completedNs: toMs * 1e6,
  outcome: 'ok',
  replica: null,
  ...over,
});

/** The model's judgement of the operations, numbered in the order given. */
export function judge(model: Model, operations: readonly RecordedOperation[]): Judgement {
  const judging = model.begin();
  for (const [index, op] of operations.entries()) judging.take({ ...op, index });
  return judging.conclude({ isOver: () => false, memoryBytes: 0 });
}
