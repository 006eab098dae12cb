import type { RecordedOperation } from '../../history/recorded.ts';
import { wrongValue } from '../recorded-value.ts';

/** A value that has members. */
type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of what an operation says: of its output where it has one, as observations may, else of its input. */
export function membersOf(op: RecordedOperation, words: string): Members {
  const value = op.output ?? op.input;
  if (isMembers(value)) return value;
  throw wrongValue(op, words);
}

/** The payload of a publish: the input, or its member `payload`. */
export const publishedPayloadOf = (op: RecordedOperation): string =>
  textOf(op, isMembers(op.input) ? op.input['payload'] : op.input, 'a string or a number, the payload');

/** The id of which a publisher was told: the output, or its member `id`; null when there is none. */
export const toldIdOf = (op: RecordedOperation): string | null =>
  textOrNullOf(
    op,
    isMembers(op.output) ? op.output['id'] : op.output,
    'a string or a number, the id of the event, or null',
  );

/** A string, or a number as it is written. */
export function textOf(op: RecordedOperation, value: unknown, words: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  throw wrongValue(op, words);
}

/** The same, or null where there is none. */
export const textOrNullOf = (op: RecordedOperation, value: unknown, words: string): string | null =>
  value === null || value === undefined ? null : textOf(op, value, words);
