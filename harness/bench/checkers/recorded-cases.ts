import { readFileSync } from 'node:fs';
import type { RecordedOperation } from '../../history/recorded.ts';
import { FORMATS, type FormatName } from '../../history/recorded/formats.ts';
import { Pairing } from '../../history/recorded/pairing.ts';
import { decideLinearizability } from '../../checkers/linearizability/linearizability.ts';
import { kv } from '../../checkers/linearizability/objects/kv.ts';
import type { ObjectType, ObservedCall } from '../../checkers/linearizability/object.ts';
import { casRegister } from '../../checkers/linearizability/objects/register.ts';
import type { Limits } from '../../checkers/model.ts';

/** Something that is timed: `run` decides once, and says what it found. */
export interface Case {
  readonly name: string;
  readonly operations: number;
  readonly run: () => string;
}

const LIMITS: Limits = { isOver: () => false, memoryBytes: 2 ** 30 };

/** The decision on one recorded history, read and parsed before the clock starts. */
export function recordedCase(path: string): Case {
  return path.endsWith('.log') ? searched(path, 'jepsen-log', casRegister) : searched(path, 'edn', kv);
}

function searched<State, Action>(path: string, format: FormatName, object: ObjectType<State, Action>): Case {
  const operations = operationsIn(path, format);
  const parts = [
    ...Map.groupBy(
      operations.flatMap((op) => callOf(object, op)),
      ({ key }) => key,
    ).values(),
  ].map((part) => part.map(({ call }) => call));
  return {
    name: path,
    operations: operations.length,
    run: () => decideLinearizability(object, parts, LIMITS).status,
  };
}

function callOf<State, Action>(
  { parse }: ObjectType<State, Action>,
  op: RecordedOperation,
): { key: string; call: ObservedCall<Action> }[] {
  const action = parse(op);
  if (action === null) return [];
  const completedNs = op.outcome === 'info' ? Infinity : op.completedNs;
  const { index, invokedNs, replica } = op;
  return [{ key: op.key, call: { index, invokedNs, completedNs, action, replica } }];
}

function operationsIn(path: string, format: FormatName): RecordedOperation[] {
  const pairing = new Pairing([]);
  const read = FORMATS[format]();
  const operations: RecordedOperation[] = [];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    read(line, (event) => operations.push(...[pairing.take(event)].filter((op) => op !== null)));
  }
  return [...operations, ...pairing.rest()];
}
