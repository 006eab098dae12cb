import { stripVTControlCharacters } from 'node:util';

/** The longest text of a stranger that a finding repeats, in characters. */
const MAX_TEXT = 200;

/** Controls, line breaks, invisible format characters (the bidirectional ones among them) and code points that are no text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]+/gu;

/** What a stranger wrote as one printable line, cut visibly at `max` characters. */
export function printable(text: string, max: number = MAX_TEXT): string {
  // Cut first: what follows must not take time for a megabyte that is dropped anyway.
  const head = stripVTControlCharacters(text.slice(0, max * 4));
  const line = head.replace(UNPRINTABLE, ' ').replace(/\s+/gu, ' ').toWellFormed().trim();
  const whole = text.length > max * 4 ? `${line}…` : line;
  return whole.length <= max ? whole : `${whole.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
