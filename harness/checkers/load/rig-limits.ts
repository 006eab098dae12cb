import { operationsNamed } from '../../history/operation.ts';
import type { History } from '../check.ts';
import { isExhausted } from '../general/rig.ts';

/** What the proxy of a stage said of resources of its own that ran out, in a sentence; empty when it did not. */
export function rigLimits({ operations }: History, stage: string): string[] {
  const lines = operationsNamed(operations, 'proxy-alert')
    .filter((op) => op.stage === stage && isExhausted(op.input.line))
    .map(({ input }) => input.line);
  const [first] = lines;
  if (first === undefined) return [];
  return [`the proxy ran out of resources of its own (${lines.length} times): ${first}`];
}
