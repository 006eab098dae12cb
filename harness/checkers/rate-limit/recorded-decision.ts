import type { RecordedOperation } from '../../history/recorded.ts';
import { wrongValue } from '../recorded-value.ts';

const EXPECTED =
  'true, false, "allowed", "denied", 200 … 299, 429, {allowed: boolean} or {status: number} as the decision';

/** Whether the limiter's answer admitted the request; throws a HistoryDefect when it is no decision. */
export function isAdmission(op: RecordedOperation): boolean {
  const { output } = op;
  const answer = decisionIn(output) ?? (isObject(output) ? withinObject(output) : null);
  if (answer === null) throw wrongValue(op, EXPECTED);
  return answer;
}

function decisionIn(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 'allowed') return true;
  if (value === 'denied') return false;
  return ofStatus(value);
}

function ofStatus(status: unknown): boolean | null {
  if (status === 429) return false;
  return typeof status === 'number' && status >= 200 && status <= 299 ? true : null;
}

function withinObject(output: object): boolean | null {
  if ('allowed' in output) return typeof output.allowed === 'boolean' ? output.allowed : null;
  return 'status' in output ? ofStatus(output.status) : null;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
