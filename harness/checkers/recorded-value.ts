import { HistoryDefect } from '../history/pair.ts';
import type { RecordedOperation } from '../history/recorded.ts';

/** A value as text that is equal for equal values: JSON, in which nothing is null. */
export const textOf = (value: unknown): string => JSON.stringify(value) ?? 'null';

/**
 * Passes over what a process that is no client does (a nemesis); anything else is no operation of the model, and the defect says
 * what would be.
 */
export function passOver({ index, process, f }: RecordedOperation, expected: string): null {
  if (typeof process === 'string') return null;
  throw new HistoryDefect(
    `operation ${index}: ${textOf(f)} is no operation of this model, which has ${expected}`,
  );
}

/** Says that an operation's value is of no use to a model. */
export function wrongValue({ index, f }: RecordedOperation, expected: string): HistoryDefect {
  return new HistoryDefect(`operation ${index} (${f}): its value must be ${expected}`);
}

const LONGEST_TEXT = 100;

/** Values can be long: a table, or a sentence, shows their begin. */
export const shortened = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
