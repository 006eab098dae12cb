import type { RecordedOperation } from '../../history/recorded.ts';
import { wrongValue } from '../recorded-value.ts';

/** What a plain model's values are made of; compared by identity, so 1 and "1" differ. */
export type Scalar = string | number | boolean | null;

/** The value, if it is a JSON scalar; else a defect that says what was expected where. */
export function scalarOf(op: RecordedOperation, value: unknown, where: string): Scalar {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || isFiniteNumber(value))
    return value;
  throw wrongValue(op, `a string, a finite number, true, false or null as ${where}`);
}

/** Whether a value is a number that JSON can hold. */
export const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

/** A value as a message shows it: JSON, cut where it gets long. */
export function shown(value: Scalar): string {
  const json = JSON.stringify(value);
  return json.length > LONGEST ? `${json.slice(0, LONGEST)}…` : json;
}

const LONGEST = 40;
